/** Words that names and notes are made of, in the shares of an office: a few names are borne by many, places are many. */
const families = 'Nguyễn,Nguyễn,Nguyễn,Nguyễn,Trần,Trần,Lê,Lê,Phạm,Hoàng,Vũ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý'.split(',');
const middles = 'Văn,Thị,Đức,Minh,Ngọc,Quang,Thu,Hữu,Thanh,Xuân'.split(',');
const givens =
  'An,Bình,Châu,Dũng,Giang,Hà,Hải,Hạnh,Hiếu,Hòa,Hương,Khánh,Lan,Linh,Long,Mai,Nam,Nga,Phúc,Quân,Sơn,Tâm,Thảo,Trung,Tuấn,Vân,Yến'.split(
    ',',
  );
const matters =
  'tranh chấp đất đai,thu hồi đất,bồi thường giải phóng mặt bằng,cấp giấy chứng nhận,xây dựng trái phép,ô nhiễm môi trường,chế độ người có công,lương hưu,khai thác cát,học phí,viện phí,quyết định kỷ luật'.split(
    ',',
  );
const places = ['Sóc', 'Đông', 'Yên', 'Thanh', 'Phú', 'Vĩnh', 'Hòa', 'Tân', 'An', 'Bắc', 'Mỹ', 'Hưng'].flatMap(
  (first) =>
    ['Sơn', 'Hà', 'Lạc', 'Xuyên', 'Thọ', 'Bình', 'Khê', 'Phong', 'Lâm', 'Trung', 'Thịnh', 'Mỹ', 'Lộc', 'Giang'].map(
      (second) => `${first} ${second}`,
    ),
);
const ends = ['', ', hẹn trả lời', ', bổ sung tài liệu', ', đi đông người', ', đã hướng dẫn', ', xin rút đơn'];

/** Of the one session that a search for a rare word must find. */
export const rareNote = 'Công dân nộp bản vẽ tay thửa ruộng Đồng Quýt';

/** Notes as officers write them. */
export const notes: readonly string[] = matters.flatMap((matter) =>
  places.flatMap((place) => ends.map((end) => `Trình bày về ${matter} tại ${place}${end}`)),
);

/** The name of person `number`. */
export function personName(number: number): string {
  const pick = (list: readonly string[], step: number) => list[Math.floor(number / step) % list.length] ?? '';
  return `${pick(families, 1)} ${pick(middles, 7)} ${pick(givens, 3)}`;
}
