/** Who came: codes for everyone, identities one at a time. */
export const visitors = {
  title: 'Công dân',
  one: 'Công dân #{{code}}',
  none: 'Chưa ghi danh tính công dân của buổi này.',
  hint: 'Danh tính được mã hóa, không nằm trong buổi tiếp và không tìm được theo tên.',
  add: 'Thêm',
  addTitle: 'Ghi danh tính công dân',
  addHint: 'Danh tính được mã hóa ngay khi lưu. Mọi nơi khác chỉ ghi mã số của công dân.',
  added: 'Đã lưu: công dân #{{code}}.',
  open: 'Mở danh tính',
  openOf: 'Mở danh tính công dân #{{code}}',
  openHint: 'Lần mở được ghi nhật ký: ai, khi nào, vì sao. Danh tính tự đóng sau 60 giây.',
  ask: 'Đề nghị mở danh tính',
  askOf: 'Đề nghị mở danh tính công dân #{{code}}',
  askHint:
    'Người khác được biết buổi này phải phê duyệt. Được phê duyệt thì chỉ bạn mở được danh tính này, một lần, trong 24 giờ.',
  send: 'Gửi đề nghị',
  asked: 'Đã gửi đề nghị, chờ người khác phê duyệt.',
  waits: 'chờ người khác phê duyệt',
  openOnce: 'Mở một lần',
  openOnceOf: 'Mở một lần danh tính công dân #{{code}}',
  onceHint:
    'Đã được phê duyệt đến {{time}}. Danh tính chỉ mở được một lần, tự đóng sau 60 giây; lần mở được ghi nhật ký với lý do đã nêu.',
  until: 'được mở một lần đến {{time}}',
  approvedBy: '{{name}} phê duyệt',
  filmed: 'Không thể ngăn việc chụp màn hình; nhật ký cho biết ai đã mở.',
  reason: 'Lý do',
  note: 'Ghi rõ lý do',
  noteHint: 'Không ghi tên, số giấy tờ hay số điện thoại của công dân.',
  closesIn: 'Tự đóng sau {{count}} giây',
  correct: 'Sửa',
  correctTitle: 'Sửa danh tính công dân #{{code}}',
  correctHint: 'Bản trước vẫn được giữ, mã hóa, bên cạnh bản mới.',
  corrected: 'Đã lưu bản sửa.',
  version: 'bản {{version}}, {{at}}',
  wiped: 'đã xóa danh tính cùng bản ghi',
  openings: 'Ai đã mở danh tính',
  noOpenings: 'Chưa ai mở danh tính.',
  field: {
    name: 'Họ và tên',
    birthYear: 'Năm sinh',
    paper: 'Số giấy tờ',
    address: 'Địa chỉ',
    telephone: 'Số điện thoại',
    note: 'Ghi chú',
  },
};

/** What is recorded about whom. */
export const privacy = {
  link: 'Thông tin về việc ghi hình và dữ liệu cá nhân',
  title: 'Ghi hình, ghi âm và dữ liệu cá nhân',
  toLogin: 'Về trang đăng nhập',
  intro:
    'Các phòng tiếp công dân và phòng làm việc được ghi hình, ghi âm suốt ngày. Trang này cho biết ghi gì về ai, để làm gì, lưu bao lâu, ai được xem và hỏi ai.',
  what: {
    title: 'Ghi gì, về ai',
    visitor: 'Công dân',
    visitorText:
      'Hình và tiếng trong phòng. Nếu cán bộ ghi lại danh tính (họ tên, năm sinh, giấy tờ, địa chỉ, điện thoại), danh tính được mã hóa, để riêng; mọi nơi khác chỉ có mã số như “công dân #A7”.',
    officer: 'Người tiếp công dân',
    officerText:
      'Hình và tiếng trong phòng, tên, giờ bắt đầu và kết thúc buổi tiếp, những gì đã ghi và sửa trong phần mềm.',
    viewer: 'Người xem lại',
    viewerText:
      'Tên, giờ, địa chỉ máy, lý do xem, đã xem những giây nào, cả những lần bị từ chối. Tên, giờ và địa chỉ máy hiện mờ trên hình khi xem.',
    not: 'Không nhận dạng khuôn mặt, không tìm theo tên công dân, không gửi hình, tiếng hay danh tính ra ngoài mạng của cơ quan.',
  },
  why: {
    title: 'Để làm gì',
    conduct: 'Việc tiếp công dân đúng quy định: buổi nào cũng có thể được xem lại.',
    dispute: 'Tranh chấp về buổi tiếp được làm rõ bằng bản ghi, không phải lời của bên này với bên kia.',
    evidence: 'Bản ghi có thể được dùng làm chứng cứ; có mã băm và chữ ký số để biết có bị thay đổi hay không.',
  },
  basis: {
    title: 'Căn cứ',
    named: 'Việc ghi hình, ghi âm được thực hiện theo: {{regulation}}.',
    missing:
      'Cơ quan chưa ghi số, ngày của văn bản quy định việc ghi hình. Cơ quan phải nêu văn bản này trước khi sử dụng.',
  },
  keep: {
    title: 'Lưu bao lâu',
    held: 'Bản ghi của vụ việc còn mở, đang có khiếu nại, tranh chấp hoặc yêu cầu giữ thì không bị xóa dù đã hết thời hạn. Khi bản ghi bị tiêu hủy, danh tính công dân của buổi đó bị xóa theo; mã băm và nhật ký được giữ lại.',
  },
  see: {
    title: 'Ai được xem',
    officer: 'Người tiếp công dân xem được buổi của mình và biết ai đã xem các buổi đó.',
    chief: 'Lãnh đạo phụ trách, Chánh Thanh tra xem được khi nêu lý do.',
    denouncer: 'Buổi tiếp người tố cáo chỉ người của vụ việc được biết; với người khác, buổi đó không tồn tại.',
    identity:
      'Danh tính công dân chỉ người tiếp và người của vụ việc mở được, từng người một, có lý do, có ghi nhật ký. Lãnh đạo khác phải đề nghị; được người thứ hai phê duyệt thì mở được một lần.',
    admin:
      'Quản trị hệ thống không xem được hình, tiếng và danh tính. Trong trường hợp khẩn cấp, được lãnh đạo phê duyệt, quản trị hệ thống xem được một đoạn của một phòng, dài nhất một giờ, không gồm buổi được bảo vệ.',
    logged: 'Mỗi lần xem, mỗi lần bị từ chối đều vào nhật ký không sửa, không xóa được.',
    filmed: 'Không thể ngăn việc quay, chụp màn hình; tên người xem trên hình cho biết ai đã làm việc đó.',
  },
  rights: {
    title: 'Quyền của bạn và hỏi ai',
    told: 'Được thông báo có ghi hình, ghi âm trước khi buổi tiếp bắt đầu.',
    copy: 'Đề nghị bằng văn bản để được cung cấp bản sao buổi của mình, kèm cam kết sử dụng đúng pháp luật.',
    correct: 'Yêu cầu sửa danh tính ghi sai, và yêu cầu giữ lại bản ghi khi có tranh chấp.',
    contact: 'Hỏi và gửi yêu cầu đến: {{contact}}.',
    noContact: 'Cơ quan chưa ghi người phụ trách. Hãy hỏi tại bộ phận tiếp công dân.',
  },
};
