/** Words for many files at once, in both languages; fetched with the rest of that, so that a first visit does without. */
import type { RowProblem } from './row.ts';
import type { Language } from '../language.ts';

export interface BulkWords {
  title: string;
  privacy: string;
  gathering: string;
  progress: string;
  per_second: string;
  remaining: Record<'hours' | 'minutes' | 'seconds', string>;
  cancel: string;
  ended: string;
  cancelled: string;
  cut: string;
  nothing: string;
  again: string;
  again_newer: string;
  choose_others: string;
  save: string;
  save_note: string;
  file_name: string;
  counts_title: string;
  all: string;
  unread: string;
  table_title: string;
  columns: Record<'file' | 'holder' | 'number' | 'programme' | 'verdict' | 'reason', string>;
  sort_by: string;
  shown: string;
  more: string;
  open: string;
  opening: string;
  cannot_open: string;
  none_of_these: string;
  announce: string;
  announce_ended: string;
  altered: string;
  page_same: string;
  page_not_compared: string;
  page_differs: string;
  file_columns: string[];
  problems: Record<RowProblem, string>;
}

const zh: BulkWords = {
  title: '批量核验',
  privacy: '全部在本机核验，文件不会上传。',
  gathering: '正在查看选择的文件…',
  progress: '已核验 {done} / {total} 份',
  per_second: '每秒 {rate} 份',
  remaining: { hours: '约剩 {value} 小时', minutes: '约剩 {value} 分钟', seconds: '约剩 {value} 秒' },
  cancel: '停止',
  ended: '全部核验完毕，共 {total} 份文件。',
  cancelled: '已停止：核验了 {done} / {total} 份文件，其余没有核验。',
  cut: '一次最多核验 10,000 份，多出的没有核验。请分批选择。',
  nothing: '没有可核验的文件。请选择证书的 PDF、照片，或装有它们的文件夹、.zip 压缩包。',
  again: '重新核验这些文件',
  again_newer: '本机数据在此之后已更新，以下结果仍按当时的数据得出。可重新核验。',
  choose_others: '核验其他文件',
  save: '下载结果（.csv）',
  save_note: '可用 Excel、WPS 打开。含姓名和证件尾号，请妥善保管。',
  file_name: '核验结果',
  counts_title: '结果',
  all: '全部',
  unread: '未能核验',
  table_title: '逐份结果',
  columns: { file: '文件', holder: '姓名', number: '证书序列号', programme: '培训项目', verdict: '结论', reason: '原因' },
  sort_by: '按“{column}”排序',
  shown: '显示 {shown} / {total} 行',
  more: '再显示 {count} 行',
  open: '查看 {file} 的完整核验结果',
  opening: '正在重新读取 {file}…',
  cannot_open: '{file} 现在读不到了，可能已被移动或删除。请重新选择文件。',
  none_of_these: '没有这样的结果。',
  announce: '已核验 {done} 份，共 {total} 份。',
  announce_ended: '核验结束。有效 {valid}，无效 {invalid}，无法确认 {indeterminate}，未能核验 {unread}。',
  altered: '页面上的{field}被改动',
  page_same: '一致',
  page_not_compared: '未比对',
  page_differs: '不一致：{fields}',
  file_columns: ['文件', '结论', '原因', '证书序列号', '姓名', '证件尾号', '培训项目', '培训开始', '培训结束', '培训机构', '备案机关', '发证日期', '备案时间', '页面文字', '吊销信息截至', '核验码'],
  problems: {
    nothing: '图片中没有找到二维码，请重拍',
    foreign: '图片中的二维码不是培训合格证书的',
    not_a_picture: '不是 PDF 或图片，或本浏览器打不开',
    too_large: '图片太大，请裁剪后再选',
    reader_unavailable: '识读程序没有载入，请联网后重试',
    pdf_damaged: 'PDF 文件已损坏，请索取原文件',
    pdf_encrypted: 'PDF 文件设有密码，请提供未加密的原文件',
    pdf_no_code: 'PDF 文件中没有找到证书',
    pdf_several_codes: 'PDF 文件中有多张证书，请逐张核验',
    pdf_takes_too_long: '识读用时过长，已停止；请索取原文件',
    pdf_unsupported: '本浏览器读不了 PDF 文件，请更新',
    pdf_too_large: 'PDF 文件超过 32 MB 或内容过多，不会是证书',
    unreadable: '读不到这个文件，可能已被移动或删除',
    zip_damaged: '压缩包已损坏，请重新制作',
    zip_empty: '压缩包是空的',
    zip_encrypted: '压缩包设有密码，请解压后再选',
    zip_nested: '压缩包里的压缩包没有打开，请先解压',
    zip_method: '压缩方式不常见，请用普通 .zip 重新制作',
    zip_entry_too_large: '解压后超过 50 MB，不会是证书',
    zip_too_large: '压缩包过大（超过 10,000 个文件或解压后超过 4 GB），请分批',
    not_judged: '核验程序没有运行，没有结果，请重新核验',
  },
};

const en: BulkWords = {
  title: 'Many at once',
  privacy: 'All of it is checked on this device; no file is uploaded.',
  gathering: 'Looking at the files chosen…',
  progress: '{done} of {total} checked',
  per_second: '{rate} a second',
  remaining: { hours: 'about {value} hours left', minutes: 'about {value} minutes left', seconds: 'about {value} seconds left' },
  cancel: 'Stop',
  ended: 'All checked: {total} files.',
  cancelled: 'Stopped: {done} of {total} files were checked, the rest were not.',
  cut: 'At most 10,000 are checked at once; those beyond were not checked. Choose them in batches.',
  nothing: 'There are no files to check. Choose PDF files or photos of certificates, or a folder or .zip archive of them.',
  again: 'Check these files again',
  again_newer: 'This device’s data was updated since; these results still rest on the data of then. You can check again.',
  choose_others: 'Check other files',
  save: 'Download the results (.csv)',
  save_note: 'Opens in Excel and WPS. It has names and the last characters of identity numbers: keep it safe.',
  file_name: 'results',
  counts_title: 'Results',
  all: 'All',
  unread: 'Could not be checked',
  table_title: 'Each file',
  columns: { file: 'File', holder: 'Name', number: 'Certificate number', programme: 'Programme', verdict: 'Verdict', reason: 'Reason' },
  sort_by: 'Sort by {column}',
  shown: '{shown} of {total} rows shown',
  more: 'Show {count} more',
  open: 'The whole result for {file}',
  opening: 'Reading {file} again…',
  cannot_open: '{file} can no longer be read; it may have been moved or deleted. Choose the files again.',
  none_of_these: 'There are none of these.',
  announce: '{done} of {total} checked.',
  announce_ended: 'Done. {valid} valid, {invalid} not valid, {indeterminate} cannot be confirmed, {unread} could not be checked.',
  altered: '{field} on the page was altered',
  page_same: 'the same',
  page_not_compared: 'not compared',
  page_differs: 'differs: {fields}',
  file_columns: ['File', 'Verdict', 'Reason', 'Certificate number', 'Name', 'Document ends in', 'Programme', 'Training from', 'Training to', 'Institution', 'Registered with', 'Date of issue', 'Registered at', 'Text on the page', 'Revocation data as of', 'Check code'],
  problems: {
    nothing: 'no QR code found in the picture; take it again',
    foreign: 'the QR code in the picture is not a training certificate’s',
    not_a_picture: 'neither a PDF nor a picture, or not one that this browser opens',
    too_large: 'the picture is too large; crop it first',
    reader_unavailable: 'the reader was not loaded; go online and try again',
    pdf_damaged: 'the PDF file is damaged; ask for the original',
    pdf_encrypted: 'the PDF file has a password; ask for one without',
    pdf_no_code: 'no certificate found in the PDF file',
    pdf_several_codes: 'several certificates in the PDF file; check them one by one',
    pdf_takes_too_long: 'took too long to read and was stopped; ask for the original',
    pdf_unsupported: 'this browser cannot read PDF files; update it',
    pdf_too_large: 'over 32 MB or with too much in it: no certificate',
    unreadable: 'cannot be read; it may have been moved or deleted',
    zip_damaged: 'the archive is damaged; make it again',
    zip_empty: 'the archive is empty',
    zip_encrypted: 'the archive has a password; unpack it first',
    zip_nested: 'an archive within an archive was not opened; unpack it first',
    zip_method: 'an unusual compression; make an ordinary .zip',
    zip_entry_too_large: 'over 50 MB when unpacked: no certificate',
    zip_too_large: 'the archive is too large (over 10,000 files, or 4 GB unpacked); split it',
    not_judged: 'the verifier did not run, so there is no result; check again',
  },
};

export const BULK_WORDS: Record<Language, BulkWords> = { zh, en };
