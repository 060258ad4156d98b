/** Words for getting a certificate into the page: camera, pictures, pasted text. */
export const zhReading = {
  ways: {
    camera: { name: '扫码', hint: '用摄像头扫证书上的二维码' },
    picture: { name: '选照片或 PDF', hint: '可选多个或 .zip，也可拖到这里' },
    paste: { name: '粘贴', hint: '二维码的文字、网址或截图' },
    code: { name: '核验码', hint: '没有二维码时，查询备案系统' },
  },
  close: '关闭',
  retry: '再试一次',

  camera_title: '扫描二维码',
  camera_picture: '摄像头画面',
  camera_opening: '正在打开摄像头。如浏览器询问，请选“允许”。',
  camera_seen: {
    loading: '正在载入识读程序，请稍候…',
    nothing: '正在识读，请把整个二维码放进方框，拿稳、光线充足。',
    foreign: '看到了二维码，但不是培训合格证书的。请对准证书左下角的二维码。',
  },
  camera_choice: '摄像头',
  camera_number: '摄像头 {number}',
  torch_on: '打开手电筒',
  torch_off: '关闭手电筒',
  camera_problems: {
    denied: '浏览器没有得到使用摄像头的许可。请在浏览器或系统设置中允许本网站使用摄像头，再试一次；也可以拍照后选照片，或粘贴二维码的文字。',
    absent: '本机没有摄像头。请改为选照片、粘贴二维码的文字，或输入核验码。',
    in_use: '摄像头正被其他程序占用。请关闭其他正在使用摄像头的程序后再试一次；也可以选照片，或输入核验码。',
    not_offered: '本浏览器不让网页使用摄像头。请拍照后选照片，或用系统浏览器打开本页；也可以粘贴二维码的文字。',
    paused: '离开本页时摄像头已关闭。',
    lost: '摄像头已断开。请检查后再试一次；也可以选照片。',
    reader_unavailable: '识读程序没有载入。请联网后刷新本页；也可以用手机自带的相机扫码。',
  },

  picture_reading: '正在识读文件…',
  picture_drop: '松开鼠标，核验这些文件',
  folder: '核验整个文件夹',
  picture_problems: {
    nothing: '图片中没有找到二维码。请靠近些重拍：整个二维码都在画面里，光线充足，不反光，对好焦；也可以改用扫码或输入核验码。',
    foreign: '图片中的二维码不是培训合格证书的。请选证书左下角的二维码的照片。',
    not_a_picture: '这个文件不是图片或 PDF，或本浏览器打不开这种图片。请选 JPG 或 PNG 格式的照片、PDF 原件，或先截图再选。',
    too_large: '图片太大，本机处理不了。请先截图或裁剪出二维码部分，再选一次。',
    pdf_damaged: '这个 PDF 文件已损坏或无法解读，未能核验。请索取原文件，或改用二维码核验。',
    pdf_encrypted: '这个 PDF 文件设有密码，未能核验。请提供未加密的原文件。',
    pdf_no_code: '在这个 PDF 文件中没有找到二维码，未能核验。请确认是证书的 PDF 原件，或拍照、截图后再选。',
    pdf_several_codes: '这个 PDF 文件中有多张证书的二维码，无法判断要核验哪一张，未能核验。请逐张截图后再选，或用扫码。',
    pdf_takes_too_long: '识读这个 PDF 文件用时过长，已停止，未能核验。请索取原文件，或改用二维码核验。',
    pdf_unsupported: '本浏览器读不了 PDF 文件（Safari 须为 16.4 或更新的版本），未能核验。请更新系统或换用其他浏览器；也可以扫码或选照片。',
    pdf_too_large: '这个 PDF 文件太大（超过 32 MB，或内容过多），不会是证书，没有核验。请提供证书文件本身。',
    reader_unavailable: '识读程序没有载入。请联网后刷新本页再试；也可以用手机自带的相机扫码。',
  },

  several_title: '这里有 {count} 张证书的二维码，要核验哪一张？',
  several_unread: '第 {number} 张（内容未获确认）',

  paste_title: '粘贴二维码的文字',
  paste_clipboard: '从剪贴板粘贴',
  paste_refused: '浏览器没有允许读取剪贴板。请长按下面的输入框，选“粘贴”。',
  paste_empty: '剪贴板中没有文字或图片。请先复制二维码的文字、网址，或截图。',

  scan_another: '再扫一张',
  to_start: '返回首页',
  to_many: '返回批量结果',
};
