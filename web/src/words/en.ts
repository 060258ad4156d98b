/** The same words in English: the type holds the two together. */
import { enReading } from './en-reading.ts';
import type { Words } from './zh.ts';

export const en: Words = {
  reading: enReading,

  title: 'Hezheng',
  subtitle: 'Training certificate check',
  switch_language: '中文',
  large_type: 'Large type',

  opening: 'Preparing…',
  checking: 'Checking…',
  fetching_first: 'First use: fetching the list of institutions and revocations…',
  failed_title: 'Not checked',
  failed_why: 'The verifier did not run in this browser, so there is no result at all.',
  failed_advice: 'Reload the page; if that does not help, open it in a newer browser: Chrome or Edge 97, Safari (iOS) 16, Firefox 102 or later.',
  reload: 'Reload',
  to_content: 'Skip to the content',
  print: 'Print the result',

  page_says: {
    same: 'The text on the page is what was signed; a picture may lie over it, so compare it by eye with what follows.',
    not_compared:
      'The text on the page was not compared with what was signed: compare it by eye with what follows, which is what counts.',
    differs: 'Altered on the page: {fields}.',
  },
  print_note: 'This sheet records what was found on {time} and proves nothing: things may have changed since. Scan the code on the certificate again.',
  form_title: 'Check a training certificate',
  form_paste: 'Or paste or type it here:',
  form_hint:
    'The whole address starting with https://, or all the digits after its # sign.',
  form_submit: 'Check',
  form_empty: 'Paste or type the text of the QR code first.',
  form_nothing_scanned:
    'The address that was opened holds no certificate. Scan the QR code again, or use one of the ways below.',

  lookup_title: 'Look up a check code',
  lookup_label: 'The check code at the lower left of the certificate:',
  lookup_hint:
    '13 letters and digits, capitals or not. Pressing the button sends the code to the registry.',
  lookup_submit: 'Look up',
  lookup_typing_error: 'This is no check code: compare it with the certificate, something was mistyped.',
  lookup_unknown:
    'The registry does not know this check code. Compare it with the certificate and try again; if it is right, do not rely on the certificate.',
  lookup_not_verified:
    'This is the registry’s word; this device has verified nothing. Scan the QR code to have it verified here.',

  refresh: 'Update data',
  refreshing: 'Updating…',
  refresh_result: {
    updated: 'Data updated.',
    nothing_new: 'Asked; there was no newer data to take.',
    partly: 'Data from some bureaus could not be fetched. Try again later.',
    unreachable: 'No connection; this device goes on with the data it has.',
    unreachable_and_empty: 'No connection, and this device has no data yet.',
    refused: 'The server offered no usable data. Try again later.',
  },

  registry_button: 'Check with the registry',
  registry_asking: 'Asking…',
  registry_note:
    'This sends the signed contents of this certificate (name and last four characters of the identity number included) to {authority}.',
  registry_title: 'The registry’s answer',
  registry_since: 'Since {time}',
  registry_order_reason: 'Reason: {reason}',
  registry_differs:
    'The registry’s answer differs from this device’s result: go by the less favourable one, and update the data.',
  registry_unreachable: 'The registry could not be reached and gave no answer. Check the network and try again.',
  registry_refused: 'The registry gave no result ({code}). Try again later.',
  order_reasons: [
    'other',
    'no examination was held',
    'false identity',
    'trainee was not eligible',
    'false training record',
    'certificate was sold',
    'wrong data',
    'key compromised',
    'asked for by the holder',
  ],

  match_title: 'Compare an identity number',
  log_warning: 'On {time} the log was found to contradict itself: until that is cleared up, no certificate of this authority can be confirmed on this device.',

  host_scanned:
    'Note: the QR code points to an address that is not the official one; this result was worked out on this device.',
  host_page:
    'This page comes from {host}, not from the official address {official}. The page itself may be an imitation: open the official address and check again.',
  host_code: 'Address in the QR code: {host}. Official address: {official}',
  roots_warning:
    'The root keys that this site publishes differ from those this device first recorded. This device still trusts only the first; ask the labour bureau.',
  clock_floor:
    'This device’s clock is behind a time it has already seen, so the later time ({time}) was used. Please set the clock.',
  not_persistent: 'This browser does not allow data to be kept: it cannot check offline.',

  fields_title: 'Certificate',
  fields_invalid: 'The certificate is not valid: what follows proves nothing.',
  fields_altered: 'The file was altered: what follows is what was signed, not what the page says.',
  fields_unconfirmed: 'What follows is not confirmed and proves nothing.',
  fields_none: 'The signature was not verified, so no contents are shown.',
  compare_holder: 'Compare the name and the last four characters with the holder’s identity card.',
  holder: 'Name',
  id: 'Identity document',
  id_tail: '{kind}, ending in {tail}',
  id_kinds: {
    1: 'Resident identity card',
    2: 'Residence permit (Hong Kong, Macao, Taiwan)',
    3: 'Foreign permanent resident card',
    4: 'Mainland travel permit (Hong Kong, Macao)',
    5: 'Mainland travel permit (Taiwan)',
    6: 'Passport',
    9: 'Other document',
  },
  programme: 'Programme',
  training: 'Training',
  training_range: '{first} to {last}',
  institution: 'Institution',
  uscc: 'Unified social credit code',
  authority: 'Registered with',
  issued: 'Date of issue',
  number: 'Certificate number',
  check_code: 'Check code',
  class_hours: 'Class hours',
  class_hours_value: '{hours} hours',
  occupation_code: 'Occupation code',
  skill_level: 'Skill level',
  skill_levels: {
    1: 'Level 1 (senior technician)',
    2: 'Level 2 (technician)',
    3: 'Level 3 (senior worker)',
    4: 'Level 4 (intermediate worker)',
    5: 'Level 5 (junior worker)',
  },
  class_filing: 'Class filing number',
  portrait: 'Portrait fingerprint (SHA-256)',

  checks_title: 'Checks',
  results: {
    passed: 'passed',
    failed: 'failed',
    unsettled: 'cannot be confirmed',
    not_checked: 'not checked',
  },
  checks: {
    decode: { name: 'Contents read', means: 'Is the text of the code (or the file attached to the PDF) a certificate in this system’s format?' },
    trust: {
      name: 'List of institutions',
      means: 'Does this device hold a list of institutions that a trusted root key signed and that has not expired?',
    },
    issuer_key: {
      name: 'Issuing key',
      means: 'Did the key that signed belong to this institution, and was it in force, at registration?',
    },
    issuer_signature: {
      name: 'Institution’s signature',
      means: 'Are the contents exactly those that the institution signed?',
    },
    registration: { name: 'Registration', means: 'Did the labour bureau countersign this certificate?' },
    consistency: {
      name: 'Number agrees',
      means: 'Do the number, the institution, the authority and the dates agree with each other?',
    },
    status: {
      name: 'Revocation',
      means:
        'Does this device’s revocation data cover the certificate, is it fresh enough, and does it not list it as revoked, suspended or replaced?',
    },
  },
  check_reason: 'Because: {reason}.',

  evidence_title: 'Evidence',
  evidence_beijing: 'Times are Beijing time. Checked at {time}.',
  pack_age: 'Revocation data published {age}',
  pack_age_of: '{authority}: revocation data published {age}',
  pack_none: 'No revocation data on this device',
  snapshot: 'Revocation data',
  snapshot_value: 'as of {as_of}, due again by {next_update}',
  bundle: 'List of institutions',
  bundle_value: 'version {version}, issued {age} ({issued}), valid until {expires}',
  bundle_none: 'No usable list of institutions on this device',
  registered: 'Registered',
  registered_value: '{time} ({age}), place {index} in the log',
  registered_none: 'not confirmed',
  proof: 'Proof of registration',
  proofs: {
    promised: 'The authority’s signed promise that it is in the log (from the QR code)',
    proved: 'Proof seen that the log contains it',
  },

  offline: {
    kept: 'This page is kept on this device and checks without a network too.',
    kept_but_readers:
      'This page is kept on this device and checks without a network too; what reads the camera, photos and PDF files is still being kept…',
    not_yet: 'Keeping this page on this device for use without a network…',
    cannot:
      'This browser cannot keep the page for use without a network (most browsers inside WeChat and other apps cannot), and a bookmark does not help. Open the page in the system’s browser from the “…” menu, then add it to the home screen.',
  },
  carry: {
    import: 'Update from a file',
    save: 'Save the data',
    save_note:
      'Into a file that “Update from a file” takes in on a computer or phone without a network. Nothing of any certificate is in it.',
    taken: 'Taken from the file:',
    same: 'The file holds what this device has already. Nothing changed.',
    not_newer: 'Not taken: the file’s data ({offered}) is not newer than this device’s, or has expired. Nothing changed.',
    not_evidence:
      'Not taken: the file holds no data of this system, or none that this device’s root keys signed. Choose a file that “Save the data” made on another device.',
    no_roots:
      'Not taken: this device has recorded no root keys yet and cannot tell a genuine file from a forged one. Open this page once with a network first.',
    bundle_change: 'List of institutions: {before} → {after}',
    snapshot_change: 'Revocations of {authority}: {before} → {after}',
    snapshot_newer: 'Revocations of {authority}: a newer one, as of {after}',
    version: 'version {version}',
    none: 'none',
    bundle_of: 'list of institutions, version {version}',
    snapshot_of: 'revocations as of {as_of}',
  },
  device_title: 'Data on this device',
  roots_title: 'Root keys trusted on this device',
  roots_explained:
    'A list of institutions counts only if one of these keys signed it. Compare the fingerprints (SHA-256) with those the labour bureau publishes.',
  roots_since: 'First recorded {time}. Since then only the root keys themselves can sign a change.',
  roots_none: 'No root keys recorded on this device yet. Go online first.',
  footer_catalogue: 'Open catalogues of programmes and institutions',
  footer_privacy: 'Checked on this device: what you scan, paste or choose is not sent anywhere unless you ask for it.',
  footer_official: 'Official address: {host}',
  fallback_authority: 'the labour bureau',
  fallback_institution: 'the training institution',
  list_separator: ', ',
};
