/**
 * Passwords that people in Vietnam choose, written as `foldPassword` leaves them. Made for this project and under its
 * licence; they come on top of the 49,000 of @zxcvbn-ts/language-common (MIT), which has only a part of them.
 */
export const vietnamesePasswords: readonly string[] = `
  matkhau matkhaumoi matkhaucu matkhaukho matkhaucuatoi matkhaucuaban matkhaumatkhau khongcomatkhau quenmatkhau
  khongbiet khongnho khongco khongcogi khongdoi macdinh dangnhap taikhoan quantri quantrivien hethong nguoidung
  anhyeuem emyeuanh anhyeuemnhieu anhyeuemnhieulam emyeuanhnhieu yeuem yeuanh yeuemnhieu yeunhau yeumai yeumaimai
  yeuembaby anhnhoem emnhoanh nhoem nhoanh maiyeuem maiyeuanh maimaiyeuem chiyeuem chiyeuminhem tinhyeu tinhyeucuatoi
  vochong voyeu chongyeu conyeu congai contrai giadinh giadinhtoi giadinhhanhphuc boyeu meyeu yeubo yeume yeubome bome
  bomeyeu conyeubome toiyeubanthan toiyeuvietnam toiyeu banthan hanhphuc hanhphucnhe maiman maimanmai thanhcong
  vietnam vietnamvodich vietnamoi vietnamquetoi vodich tuhao tuhaovietnam hanoi hanoimuathu thudo saigon sagon danang
  haiphong hue cantho nhatrang vungtau dalat quangninh nghean thanhhoa namdinh thaibinh hochiminh bachovidai bacho
  nguyenvana nguyenvanan nguyenvanb tranvana levana nguyen nguyenthi tranthi levan phamvan hoangvan
  thanhtra coquan vanphong canbo congdan tiepcongdan tiepdan thutruong lanhdao nhanuoc chinhphu congan bocongan
  ubnd uyban uybannhandan nhanvien phongban
  xinchao chaoban chaoem camon xinloi tambiet concho conmeo conheo congao conca conlon conbo hoahong hoasen hoamai
  quehuong quehuongtoi quetoi bongda bongdavietnam daica daigia cuocsong cuocdoi tuoitho hoctro hocsinh sinhvien giaovien
  motngayvui chucmungnammoi chucngungon namphatloc phatloc phattai locphat thantai
  mothaibabonnam mothaiba mothaibabon deobiet deocho ditmemay dmm vcl vkl
  qwertyuiop qwertyuiopasdfghjkl asdfghjkl asdfghjklzxcvbnm zxcvbnm qazwsxedc abcxyz abcdefghijkl abcdefghijklm
  abcd1234 a123456 aa123456 matkhau1 123456789 1234567890 0123456789 987654321 123123123 123456789a abc123456789
`
  .trim()
  .split(/\s+/);
