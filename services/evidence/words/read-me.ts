/** The read-me of an evidence folder, in Vietnamese, for whoever opens it without us. */
export const readMe = `HỒ SƠ CHỨNG CỨ
==============

Thư mục này là bản gốc hình và tiếng của một buổi tiếp, như camera đã gửi, cùng chứng cứ rằng nó đủ và không bị sửa từ khi ghi.

  media/           hình (.video.mp4) và tiếng (.audio.mov, .audio.mp4), từng đoạn khoảng 10 giây; mở được bằng VLC
  manifests/       bản kê đã ký: từng đoạn, mã băm, giờ, từng khoảng không có hình và lý do
  audit/           những dòng nhật ký về buổi tiếp này, với chứng minh rằng chúng nằm trong nhật ký đã ký;
                   tệp .tsr (nếu có) là dấu thời gian (RFC 3161) của chữ ký cùng tên
  evidence.json    danh sách đã ký của mọi tệp trong thư mục

Kiểm tra
--------
Mở kiem-tra-ban-ghi.html bằng trình duyệt (không cần mạng), nhập dấu vân tay khóa ký mà cơ quan đã công bố, chọn thư mục này.
Hoặc, với phần mềm Minh Chứng:  npm run verify -- THU_MUC --key DAU_VAN_TAY

Kết quả là: đã xác minh từ khi ghi, xác minh một phần, hoặc không xác minh được, kèm lý do cho từng tệp.

Dấu thời gian kiểm tra bằng chứng thư của tổ chức cấp dấu, không cần phần mềm này:
  openssl ts -verify -in audit/heads/N.tsr -data audit/heads/N.json -CAfile CHUNG_THU.pem

Chữ ký là Ed25519 (RFC 8032) của dòng đầu tiên trong tệp, không kể dấu xuống dòng. Ai cũng kiểm tra được mà không cần phần mềm này.
`;
