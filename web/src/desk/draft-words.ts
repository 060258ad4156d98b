/** Why a draft of the next trust bundle cannot ask for something: codes of desk-wasm, `problem::authoring`. */
import type { Language } from '../language.ts';

export const DRAFT: Record<string, Record<Language, string>> = {
  draft_value: {
    zh: '填写的内容不对（{member}），没有加入草案。请查对统一社会信用代码、四位机构编号和日期。',
    en: 'What was filled in is not right ({member}); nothing was added. Check 统一社会信用代码, the four-digit number and the date.',
  },
  draft_text: { zh: '有一项没有填写，或者太长、含有不能用的字符（{member}），没有加入草案。请改正后再试。', en: 'The {member} is missing, too long, or has a character that cannot be used; nothing was added.' },
  draft_institution_exists: { zh: '机构 {name} 已在名录中，没有加入草案。要启用新密钥，请选“机构启用新密钥”。', en: '{name} is in the bundle already; nothing was added. For a new key choose “A new key of an institution”.' },
  draft_number_taken: { zh: '这个机构编号已属于{name}，没有加入草案。请换一个编号。', en: 'This number is {name}’s already; nothing was added. Give another.' },
  draft_unknown_institution: { zh: '名录中没有机构 {name}，没有加入草案。请先新增机构。', en: 'There is no institution {name} in the bundle; nothing was added. Add the institution first.' },
  draft_unknown_officer: { zh: '名录中没有经办人员 {name}，没有加入草案。请先新增经办人员。', en: 'There is no officer {name} in the bundle; nothing was added. Add the officer first.' },
  draft_staff_code_taken: { zh: '这个工号已有人使用，没有加入草案。一个工号只属于一个人，请换一个。', en: 'This staff code is somebody’s already; nothing was added. A staff code names one person: give another.' },
  draft_key_used: { zh: '密钥 {name} 已在名录中用过，永远不能再用，没有加入草案。请让持有人重新生成一把。', en: 'The key {name} was in the bundle already and can never be used again; nothing was added. Have a new one made.' },
  draft_not_theirs: { zh: '密钥 {name} 不是本局机构或经办人员的，没有加入草案。只有省厅能更改它。', en: 'The key {name} is none of this bureau’s institutions or officers; nothing was added. Only the province changes it.' },
  draft_key_ended: { zh: '这把密钥已有停用时间，没有加入草案。', en: 'This key has an end already; nothing was added.' },
  draft_empty: { zh: '草案没有更改，或者超过 200 项，没有签名。请分成几份。', en: 'The draft asks for nothing, or for more than 200 changes; nothing was signed. Divide it.' },
  draft_refused: { zh: '这一项不能写入名录，没有加入草案。请查对后再试，或询问省厅。', en: 'This cannot be in a bundle; nothing was added. Check it, or ask the province.' },
  private_half: { zh: '这是私钥文件，没有读取。请让持有人交来公钥文件（.pub.pem），并告知其私钥不能外传。', en: 'This is a private key and was not taken. Ask its holder for the public half (.pub.pem), and to keep the key to themselves.' },
  unusable_key: { zh: '用这把公钥不能可靠地核验签名，没有加入草案。请让持有人重新生成一把。', en: 'Signatures of this key cannot be trusted; nothing was added. Have a new key made.' },
};
