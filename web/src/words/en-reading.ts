/** The same in English: the type holds the two together. */
import type { zhReading } from './zh-reading.ts';

export const enReading: typeof zhReading = {
  ways: {
    camera: { name: 'Scan', hint: 'the QR code, with the camera' },
    picture: { name: 'Picture or PDF', hint: 'a photo, screenshot or PDF; or drop it here' },
    paste: { name: 'Paste', hint: 'the code’s text, address or screenshot' },
    code: { name: 'Check code', hint: 'without a QR code: asks the registry' },
  },
  close: 'Close',
  retry: 'Try again',

  camera_title: 'Scan the QR code',
  camera_picture: 'What the camera sees',
  camera_opening: 'Opening the camera. If the browser asks, choose “Allow”.',
  camera_seen: {
    loading: 'Loading what reads codes…',
    nothing: 'Looking. Hold the whole code inside the frame, still and in good light.',
    foreign: 'There is a QR code, but not one of a training certificate. Aim at the one at the lower left of the certificate.',
  },
  camera_choice: 'Camera',
  camera_number: 'Camera {number}',
  torch_on: 'Light on',
  torch_off: 'Light off',
  camera_problems: {
    denied:
      'The browser was not allowed to use the camera. Allow it for this site in the browser’s or system’s settings and try again; or take a photo and choose it, or paste the code’s text.',
    absent: 'This device has no camera. Choose a picture, paste the code’s text, or type the check code.',
    in_use:
      'Another program is using the camera. Close it and try again; or choose a picture, or type the check code.',
    not_offered:
      'This browser gives web pages no camera. Take a photo and choose it, or open this page in the system’s browser; or paste the code’s text.',
    paused: 'The camera was switched off when you left this page.',
    lost: 'The camera went away. Check it and try again; or choose a picture.',
    reader_unavailable:
      'The part of this page that reads codes could not be loaded. Go online and reload the page; or scan with the phone’s own camera.',
  },

  picture_reading: 'Reading the file…',
  folder: 'Check a whole folder',
  picture_drop: 'Drop to read this picture or PDF',
  picture_problems: {
    nothing:
      'No QR code was found in the picture. Take it again from closer: the whole code in view, in good light, without glare, in focus; or use the camera or the check code.',
    foreign: 'The QR code in the picture is not one of a training certificate. Choose a picture of the code at its lower left.',
    not_a_picture:
      'This file is no picture or PDF, or of a kind that this browser cannot open. Choose a JPG, PNG or PDF, or take a screenshot first.',
    too_large: 'The picture is too large for this device. Take a screenshot of the code or cut it out, and choose that.',
    pdf_damaged:
      'This PDF is damaged or cannot be made sense of, so nothing was checked. Ask for the original, or check the QR code.',
    pdf_encrypted: 'This PDF needs a password, so nothing was checked. Give the original without a password.',
    pdf_no_code:
      'No QR code was found in this PDF, so nothing was checked. Make sure that it is the certificate itself, or choose a photo or screenshot of it.',
    pdf_several_codes:
      'This PDF shows the QR codes of several certificates, so it is not clear which one to check and nothing was checked. Choose a screenshot of each, or scan them.',
    pdf_takes_too_long:
      'Reading this PDF took too long and was stopped, so nothing was checked. Ask for the original, or check the QR code.',
    pdf_unsupported:
      'This browser cannot read PDF files (Safari needs 16.4 or newer), so nothing was checked. Update it or use another one; or scan the code, or choose a picture.',
    pdf_too_large:
      'This PDF is too large (more than 32 MB, or too much in it) to be a certificate, so nothing was checked. Give the certificate itself.',
    reader_unavailable:
      'The part of this page that reads codes could not be loaded. Go online, reload the page and try again; or scan with the phone’s own camera.',
  },

  several_title: 'Here are the codes of {count} certificates. Which one is to be checked?',
  several_unread: 'Number {number} (contents not confirmed)',

  paste_title: 'Paste the text of the code',
  paste_clipboard: 'Paste from the clipboard',
  paste_refused: 'The browser did not allow reading the clipboard. Press long on the field below and choose “Paste”.',
  paste_empty: 'The clipboard holds no text or picture. Copy the code’s text or address, or a screenshot, first.',

  scan_another: 'Scan another',
  to_many: 'Back to the results',
  to_start: 'Back to the start',
};
