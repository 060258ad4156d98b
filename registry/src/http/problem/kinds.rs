//! Every kind of problem: status, code, title in English and Chinese, and what to do about it.

/// A kind of problem: its code and what is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Kind {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(super) title: &'static str,
    pub(super) title_zh: &'static str,
    /// What to do.
    pub(super) detail: &'static str,
}

macro_rules! kinds {
    ($($name:ident = $status:literal $code:literal $title:literal $title_zh:literal $detail:literal;)*) => {
        $(pub(crate) const $name: Kind =
            Kind { status: $status, code: $code, title: $title, title_zh: $title_zh, detail: $detail };)*
        /// Every kind there is.
        #[cfg(test)]
        pub(crate) const ALL: &[Kind] = &[$($name),*];
    };
}

kinds! {
    MALFORMED = 400 "malformed" "The request does not have the form it must have" "请求格式错误"
        "Build the request as docs/API.md shows it; the member rule names what was broken, where it is known.";
    TRUNCATED = 400 "truncated" "The bytes end inside an item" "内容不完整"
        "Send all of it; compare its length with what was built.";
    NOT_CBOR = 400 "not_cbor" "The bytes are not the CBOR that belongs here" "内容不是此处应有的 CBOR"
        "Encode it as deterministic CBOR (RFC 8949 section 4.2.1), and send it to the address that takes it.";
    TRAINING_REVERSED = 422 "training_reversed" "The last day of training lies before the first" "培训结束日期早于开始日期"
        "Correct the dates and sign the certificate again.";
    ISSUED_BEFORE_TRAINING_ENDED = 422 "issued_before_training_ended" "The date of issue lies before the last day of training" "发证日期早于培训结束日期"
        "Correct the dates and sign the certificate again.";
    CHECK_CODE = 400 "check_code" "This is no check code: a typing error" "核验码有误，请检查是否输错"
        "Type the 13 characters again as they are printed.";
    NOT_FOUND = 404 "not_found" "There is nothing here by this name" "未找到"
        "Check the address, code or hash.";
    METHOD_NOT_ALLOWED = 405 "method_not_allowed" "This address does not take requests of this method" "不支持该请求方法"
        "See docs/API.md for the method.";
    TOO_SLOW = 408 "too_slow" "The request did not arrive whole in time" "请求超时"
        "Send it again.";
    TOO_LARGE = 413 "too_large" "The body is larger than this request may be" "请求内容过大"
        "See docs/API.md for the limit.";
    UNSUPPORTED_TYPE = 415 "content_type" "The body is not of the content type needed" "内容类型不正确"
        "Binary bodies are application/cbor or application/cose, those of match and verify/batch application/json.";

    VERIFY_COUNT = 422 "verify_count" "A request verifies 1 to 500 certificates" "一次可核验1至500份证书"
        "Send them in several requests.";

    SIGNATURE_MALFORMED = 401 "signature_malformed" "The request is not signed, or its signature fields cannot be read" "请求未签名或签名字段无法解析"
        "Sign it once by RFC 9421: Signature-Input, Signature and Content-Digest, each once.";
    SIGNATURE_COMPONENTS = 401 "signature_components" "The signature covers other components than it must" "签名覆盖的内容不符合要求"
        "Cover exactly @method, @target-uri, content-type and content-digest, without parameters.";
    SIGNATURE_PARAMETERS = 401 "signature_parameters" "The signature's parameters are not those needed" "签名参数不符合要求"
        "Give created, keyid (the kid in hexadecimal) and alg=\"ed25519\".";
    SIGNATURE_TIME = 401 "signature_time" "The request was signed too long ago, or by a clock that is ahead" "签名时间与服务器时间相差过大"
        "Set the clock and sign the request again: created may lie 300 seconds from now.";
    DIGEST = 401 "digest" "The body is not the one that Content-Digest names" "请求内容与摘要不符"
        "Send the body that was signed, with its sha-256 digest (RFC 9530).";
    SIGNATURE_KEY = 401 "signature_key" "The trust bundle has no issuing key with this keyid" "签名密钥不在信任名录中"
        "Use the institution's own key; a new key counts once the province's bundle lists it.";
    SIGNATURE = 401 "signature" "The key did not sign this request" "请求签名无效"
        "Sign the request as it is sent; @target-uri is the authority's base URL and the path.";

    UNKNOWN_ISSUER_KEY = 403 "unknown_issuer_key" "The trust bundle has no issuing key with this kid" "签发密钥不在信任名录中"
        "Use the institution's own key; a new key counts once the province's bundle lists it.";
    OTHER_AUTHORITY = 403 "other_authority" "This is another authority's to register or to order" "不属于本机关管辖"
        "Send it to the authority that the trust bundle names for it.";
    ISSUER_MISMATCH = 403 "issuer_mismatch" "The key is another institution's" "密钥属于其他机构"
        "Use a key of the institution that is named.";
    ISSUER_KEY_NOT_VALID_NOW = 403 "issuer_key_not_valid_now" "The institution's key is not valid now" "签发密钥当前无效"
        "Use the institution's current key.";
    ISSUER_KEY_DISTRUSTED = 403 "issuer_key_distrusted" "The institution's key was reported stolen and registers nothing more" "签发密钥已被列为不可信"
        "Have a new key listed by the province.";

    RESERVATION_COUNT = 422 "reservation_count" "A reservation is for 1 to 1,000 numbers" "预留数量须为1至1000"
        "Ask for fewer numbers at once.";
    RESERVATION_YEAR = 422 "reservation_year" "Numbers are given for this year and the year before" "只能预留本年或上一年的号段"
        "Ask for the year in which the certificates are issued.";
    RESERVATION_ID_TAKEN = 409 "reservation_id_taken" "This reservation id was used with another year or count" "预留编号已被使用"
        "Use a new random id for a new reservation.";
    NUMBERS_EXHAUSTED = 409 "numbers_exhausted" "The institution has not so many numbers left in this year" "本年度号段已用尽"
        "Ask for fewer; when none are left, ask the authority for another institution number.";

    OTHER_SIGNER = 422 "other_signer" "The request was signed with another key than the certificate" "请求与证书的签名密钥不一致"
        "Sign the request with the key that signed the certificate.";
    BAD_STATEMENT_SIGNATURE = 422 "bad_statement_signature" "The certificate was not signed by the key it names" "证书签名无效"
        "Sign the certificate again.";
    NOT_BARE = 422 "not_bare" "The certificate bears a registration already" "证书已带有备案信息"
        "Send it as it was signed, with an empty unprotected header.";
    NUMBER_AUTHORITY = 422 "number_authority" "The certificate number names another authority" "证书序列号中的机关代码不符"
        "Use a number reserved here.";
    NUMBER_INSTITUTION = 422 "number_institution" "The certificate number names another institution" "证书序列号中的机构编号不符"
        "Use a number reserved by this institution.";
    NUMBER_YEAR = 422 "number_year" "The year in the certificate number is not the year of issue" "证书序列号中的年份与发证年份不符"
        "Use a number reserved for the year of issue.";
    NUMBER_NOT_RESERVED = 422 "number_not_reserved" "This institution did not reserve the certificate number" "证书序列号未经本机构预留"
        "Reserve numbers first, and use those.";
    NUMBER_TAKEN = 409 "number_taken" "The certificate number is another certificate's" "证书序列号已被使用"
        "Use another reserved number; if this one was never used knowingly, look for a second computer that issues.";
    CHECK_CODE_TAKEN = 409 "check_code_taken" "The certificate would have the check code of another" "核验码与其他证书重复"
        "Sign it again with another reserved number.";
    ISSUED_IN_FUTURE = 422 "issued_in_future" "The date of issue is a day to come" "发证日期晚于今天"
        "Register it on its date of issue, or correct the date.";
    IDENTITY_NUMBER = 422 "identity_number" "The identity number is not right for its kind of document" "证件号码与证件类型不符"
        "Compare it with the document: its length, its check character and the kind of document.";
    IDENTITY_TAIL = 422 "identity_tail" "The identity number does not end as the certificate says" "证件号码尾号与证书不符"
        "Send the number of the person that the certificate is for.";
    PORTRAIT = 422 "portrait" "The portrait is not the one that the certificate names" "照片与证书不符"
        "Send the portrait whose SHA-256 stands in the certificate, or none where there is none.";
    PORTRAIT_SIZE = 422 "portrait_size" "The portrait is larger than 200 KiB" "照片过大"
        "Make it smaller before the certificate is signed.";
    ALREADY_ISSUED = 409 "already_issued" "This person has a certificate of this programme and these days" "该学员已有相同项目和培训日期的证书"
        "Use the certificate that there is (the member number names it where it is this institution's); to correct it, file a correction.";
    REGISTERED_DIFFERENTLY = 409 "registered_differently" "The certificate is registered or filed, with another identity number or portrait" "该证书已备案或提交，但证件号码或照片不同"
        "Send exactly what was sent first.";
    AWAITING_APPROVAL = 202 "awaiting_approval" "The certificate waits for the bureau's approval" "证书等待人社局批准"
        "Nothing more is to be done: send the same request again later. The member rule names what an officer is to look at.";
    APPROVAL_REFUSED = 422 "approval_refused" "The bureau looked at this certificate and refused it" "人社局未批准该证书备案"
        "The member reason says why; once that is mended, sign another with another reserved number.";

    NOT_OWN_CERTIFICATE = 422 "not_own_certificate" "The certificate to be replaced is none that this institution registered here" "要更正的证书不是本机构在此备案的证书"
        "Compare the number with the certificate; only the institution that issued it can correct it.";
    NOT_IN_FORCE = 409 "not_in_force" "The certificate to be replaced is revoked or superseded" "要更正的证书已被吊销或替换"
        "Where a new certificate took its place, correct that one; otherwise ask the bureau.";
    CORRECTION_PENDING = 409 "correction_pending" "A correction of this certificate waits for the bureau's officers" "该证书已有更正等待人社局审批"
        "Wait until it is carried out, or withdraw it and file another; a certificate that was filed as a correction is registered by their order only.";
    CORRECTION_WITHDRAWN = 409 "correction_withdrawn" "The correction was withdrawn" "更正已撤回"
        "File another, with another reserved number; an order that was given before the withdrawal must be made again.";
    CORRECTION_CARRIED_OUT = 409 "correction_carried_out" "The correction was carried out" "更正已执行"
        "Collect the new certificate; to undo it, ask the bureau.";
    CORRECTION_DIFFERS = 409 "correction_differs" "The order does not name the corrections that wait for these certificates" "状态令与这些证书待审批的更正不符"
        "Make the order again with hezheng order supersede --correction, so that the officers see what takes each certificate's place.";

    DESK_VALUE = 422 "desk_value" "A value is not what it must be" "填写的内容不符合要求"
        "The member rule names it; docs/API.md says what it must be.";
    ROSTER_ROW = 422 "roster_row" "A person on the roster has no right name or identity number" "花名册中有人姓名或证件号码有误"
        "The member rule says which row and which of the two; compare it with the document.";
    ROSTER_TWICE = 422 "roster_twice" "A person stands on the roster twice" "花名册中有人重复"
        "The member rule says in which rows; leave one.";
    PROGRAMME_NOT_LISTED = 422 "programme_not_listed" "The programme is not in the bureau's catalogue for these days" "培训项目在开班日期不在目录中"
        "Use a programme of the catalogue, or ask the bureau to list it.";
    MAY_NOT_TEACH = 422 "may_not_teach" "The catalogue does not let this institution teach this programme now" "机构目录中本机构当前不可开展该项目"
        "Ask the bureau what the catalogue says of this institution.";
    FILED_TOO_LATE = 422 "filed_too_late" "The class begins too soon: it must be filed before it starts" "开班备案过晚：须在开班前备案"
        "Choose a later first day; the member rule says how many days lie between at least.";
    CLASS_ID_TAKEN = 409 "class_id_taken" "Another class was filed with this id" "该编号已用于另一个班级"
        "Use a new random id for another class.";
    CLASS_STATE = 409 "class_state" "The class is in a state in which this cannot be done" "班级当前状态不允许此操作"
        "The member rule says the state; look at the class again.";
    CLASS_NOT_ENDED = 422 "class_not_ended" "The class has not reached its last day" "班级尚未结束"
        "File the results on the last day or after.";
    CERTIFICATES_ISSUED = 409 "certificates_issued" "Certificates of this class were issued already" "该班级已签发证书"
        "Results cannot be changed any more; ask the bureau about the certificates.";
    VERSION_CONFLICT = 409 "version_conflict" "Somebody else changed it in the meantime" "在此期间已被他人修改"
        "Look at the version in force, which the member rule names, and make the change again.";
    POLICY_VALUE = 422 "policy_value" "The policy says something that it cannot say" "政策内容不符合要求"
        "The member rule names the rule or the member; docs/API.md lists them.";
    HELD_STATE = 409 "held_state" "The registration was decided already" "该备案已有处理结果"
        "The member rule says how; look at what waits again.";
    HELD_BY_MORE = 409 "held_by_more" "Another rule holds this registration too" "还有其他规则要求批准"
        "The member rule names it: look at the certificate again, and approve it with that rule named too.";
    FLAG_DECIDED = 409 "flag_decided" "Another officer decided this flag" "该标记已由他人处理"
        "Look at the flags again.";
    NOTHING_TO_CHANGE = 422 "nothing_to_change" "The order would change no certificate" "没有证书会因此改变状态"
        "Compare the numbers, the class or the range; certificates that have this status already are not changed again.";
    NOBODY_TO_LIST = 422 "nobody_to_list" "The notice would list nobody" "公示名单为空"
        "Wait for the class's results or certificates, or list its roster.";
    PERSON_GONE = 410 "person_gone" "The identity number is kept no longer" "证件号码已过保存期限"
        "The certificate still shows its last four characters.";
    ORDER_STATE = 409 "order_state" "The order does not wait any more" "该状态令已不在等待批准"
        "The member rule says what became of it; look at the orders again.";
    OTHER_OFFICER = 403 "other_officer" "The order was signed with another key than the request" "状态令与请求不是同一把密钥签名"
        "Sign order and request with the key of the officer who acts.";
    CLASS_REQUIRED = 422 "class_required" "The certificate names no class, and the bureau wants one" "证书未注明开班备案号"
        "Issue it with the number of the class that was filed.";
    CLASS_ACCEPTED = 422 "class_accepted" "The class that the certificate names is not one of this institution that the bureau accepted" "证书注明的班级未经人社局受理"
        "Compare the class filing number; wait until the class is accepted.";
    PROGRAMME_ALLOWED = 422 "programme_allowed" "The certificate is of another programme than its class" "证书的培训项目与班级不一致"
        "Issue it with the programme that was filed.";
    CLASS_DATES = 422 "class_dates" "The certificate has other training dates than its class" "证书的培训日期与班级不一致"
        "Issue it with the days that were filed.";
    CLASS_FINISHED = 422 "class_finished" "The class had not ended on the day of issue" "发证时班级尚未结束"
        "Issue it on the last day of the class or after.";
    ON_ROSTER = 422 "on_roster" "The person is not on the roster of the class" "该学员不在班级花名册中"
        "Certificates of a class are for its people only; look for the right class.";
    PASSED = 422 "passed" "The person is not among those who passed the class" "该学员未在班级合格名单中"
        "File the results of the class first; who did not pass gets no certificate.";
    ISSUE_WINDOW = 422 "issue_window" "The certificate is issued too long after the training" "发证日期距培训结束过久"
        "Ask the bureau.";
    HOURS_AGAINST_DATES = 422 "hours_against_dates" "There are more class hours than the days can hold" "课时与培训日期不符"
        "Correct the hours or the dates.";
    COURSE_OVERLAP = 422 "course_overlap" "The person was in another course on the same days" "该学员同期参加了其他培训"
        "Compare the dates; ask the bureau where both are right.";
    SAME_LEVEL_TWICE = 422 "same_level_twice" "The person has a certificate of the same occupation and level" "该学员已有相同职业和等级的证书"
        "Ask the bureau.";
    PACE = 422 "pace" "The institution has registered as many certificates today as the bureau allows" "本机构今日备案数量已达上限"
        "Go on tomorrow, or ask the bureau.";
    QUOTA = 422 "quota" "The institution has registered as many certificates this year as the bureau allows" "本机构本年度备案数量已达上限"
        "Ask the bureau.";
    NUMBER_SCHEME = 422 "number_scheme" "The certificate number follows a scheme that the bureau does not use" "证书编号规则未启用"
        "Update the program.";

    OFFICER_KEY = 403 "officer_key" "The key is no officer's of this authority, valid now" "密钥不是本机关现任经办人员的密钥"
        "Sign the request with a current officer's key that the trust bundle lists for this authority.";

    ORDER_ID_TAKEN = 409 "order_id_taken" "Another order has this id" "指令编号已被使用"
        "Make the order again: each has an id of its own.";
    UNKNOWN_NUMBER = 422 "unknown_number" "The order names a certificate that this authority did not register" "指令中的证书未在本机关备案"
        "Correct the number (the member number names it) and have the order signed again.";
    NOT_SEEN = 422 "not_seen" "The order names a certificate that was registered after what the officers saw" "指令中的证书晚于签署人所见的记录"
        "Make the order again from a newer snapshot.";
    UNKNOWN_OFFICER = 403 "unknown_officer" "Who ordered is no officer of this authority" "签发指令人员不在名录中"
        "Have the order signed by an officer that the trust bundle lists.";
    OFFICER_ROLE = 403 "officer_role" "Who ordered may not order" "签发指令人员无权限"
        "Have it signed by an officer who may order.";
    OFFICER_NOT_VALID_THEN = 403 "officer_not_valid_then" "The officer's key was not valid when it was ordered" "签发人员密钥在签发时无效"
        "Have it signed with a current key.";
    BAD_SIGNATURE = 403 "bad_signature" "The officer did not sign this order" "指令签名无效"
        "Have it signed again.";
    APPROVAL_MISSING = 403 "approval_missing" "The order needs a second officer's approval" "指令缺少第二人复核"
        "One officer alone may suspend up to 60 certificates by number; for all else have it approved.";
    UNKNOWN_APPROVER = 403 "unknown_approver" "Who approved is no officer of this authority" "复核人员不在名录中"
        "Have it approved by an officer that the trust bundle lists.";
    SAME_PERSON = 403 "same_person" "The order was approved by the person who ordered" "签发与复核为同一人"
        "Have another officer approve it.";
    APPROVER_ROLE = 403 "approver_role" "Who approved may not approve" "复核人员无权限"
        "Have it approved by an officer who may approve.";
    APPROVER_NOT_VALID_THEN = 403 "approver_not_valid_then" "The approver's key was not valid when it was approved" "复核人员密钥在复核时无效"
        "Have it approved with a current key.";
    BAD_APPROVAL = 403 "bad_approval" "The approver did not sign this order" "复核签名无效"
        "Have it approved again.";
    APPROVED_BEFORE_ORDERED = 422 "approved_before_ordered" "The order was approved before it was given" "复核时间早于签发时间"
        "Set the officers' clocks and make the order again.";
    ENTERED_BEFORE_SIGNED = 422 "entered_before_signed" "The order was signed by a clock that is ahead" "签署时间晚于服务器时间"
        "Wait until that time has come, or set the officers' clocks and make the order again.";
    ENTERED_TOO_LATE = 422 "entered_too_late" "The order is older than 7 days" "指令已超过7天"
        "Make the order again.";
    KEY_NOT_VALID_AT_ENTRY = 422 "key_not_valid_at_entry" "An officer's key has ended since it signed" "签署人员密钥现已失效"
        "Have the order signed again with current keys.";

    UNKNOWN_ROOT = 403 "unknown_root" "No trusted root key signed this trust bundle" "信任名录不是由受信根密钥签发"
        "Send the province's bundle; where root keys were rotated, send the bundles in between first.";
    BAD_ROOT_SIGNATURE = 403 "bad_root_signature" "The root key named did not sign this trust bundle" "信任名录签名无效"
        "Fetch the bundle again.";
    SECOND_ROOT_MISSING = 403 "second_root_missing" "The root keys change and no second root key signed" "更换根密钥缺少第二根密钥签名"
        "Have another root key countersign the bundle.";
    BUNDLE_NOT_NEWER = 409 "bundle_not_newer" "A trust bundle of this version or a higher one is in force" "信任名录版本不高于现行版本"
        "Send a newer one.";
    BUNDLE_EXPIRED = 422 "bundle_expired" "This trust bundle is expired" "信任名录已过期"
        "Send the province's current one.";

    MATCH_CLOSED = 429 "match_closed" "Too many wrong identity numbers were given" "核对次数过多，已关闭"
        "Try again tomorrow; after ten wrong ones in all, ask the bureau.";
    NOT_PROVED = 403 "not_proved" "Nothing here fits what was given, or it is kept no longer" "没有与所填内容相符的证书，或者个人信息已过保存期限"
        "Check number, name and identity number as they are printed, and try again; if it stays, ask the bureau.";
    CERTIFICATE_NUMBER = 400 "certificate_number" "This is no certificate number: a typing error" "证书编号有误，请检查是否输错"
        "Type the number again as it is printed.";
    TOO_MANY_SHARES = 409 "too_many_shares" "There are as many links to this certificate as there may be" "该证书的分享链接已达上限"
        "Take one back that is not needed any more.";
    TOO_MANY_REQUESTS = 429 "too_many_requests" "Too many requests came from this address" "来自该网络的请求过多"
        "Try again in an hour, or from another network.";

    BUSY = 503 "busy" "Too many requests wait" "系统繁忙"
        "Send it again shortly: a request sent again changes nothing.";
    STORE = 503 "store" "The registry cannot write just now" "系统暂时无法写入"
        "Send it again later: a request sent again changes nothing. If it stays, tell the bureau.";
    TRUST_BUNDLE_EXPIRED = 503 "trust_bundle_expired" "The registry's trust bundle is expired" "信任名录已过期"
        "The bureau must bring the province's current bundle.";
    SERVICE_KEY = 503 "service_key" "The registry's own keys are not usable now by the trust bundle" "备案系统密钥当前不可用"
        "The bureau must have its service keys listed by the province.";
    NO_SNAPSHOT = 503 "no_snapshot" "There is no current revocation snapshot" "暂无有效的吊销快照"
        "The bureau must look at the server's log, which says why none can be made.";
    CLOCK_BEHIND = 503 "clock_behind" "The registry's clock is far behind its log" "备案系统时钟偏慢"
        "The bureau must set the server's clock.";
    PAGE = 503 "page" "The PDF cannot be made just now" "暂时无法生成 PDF"
        "Try again later; if it stays, tell the bureau, whose server's log says what is missing.";
}
