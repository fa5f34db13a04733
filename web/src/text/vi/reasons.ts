/** Why people may look at footage, as settings of the office. */
export const reasons = {
  title: 'Lý do xem lại',
  add: 'Thêm lý do',
  edit: 'Sửa lý do',
  editOf: 'Sửa: {{reason}}',
  up: 'Đưa lên: {{reason}}',
  hint: 'Người xem chọn một trong các lý do này. Một lần xem có hiệu lực {{count}} phút (cài đặt VIEW_MINUTES), sau đó phải nêu lại lý do.',
  fixed: 'luôn có; cũng dùng để xem lại một lượt xem',
  editHint: 'Lời mới dùng từ nay; những lần xem cũ giữ đúng lời khi đó.',
  retired: 'ngừng dùng',
  retire: 'Ngừng dùng',
  bring: 'Dùng lại',
  needsLabel: 'Phải ghi kèm',
  needs: { either: 'vụ việc hoặc ghi chú', note: 'luôn phải có ghi chú', case: 'luôn phải có vụ việc' },
  words: { vi: 'Tiếng Việt', en: 'Tiếng Anh', ru: 'Tiếng Nga' },
  said: { saved: 'Đã lưu lý do.', retired: 'Đã ngừng dùng lý do.', back: 'Lý do được dùng lại.' },
};
