//! Why an aspect does not hold or was not checked, by name; and what the officer is to do next.

use seal::CodeError;

use crate::report::Told;

/// One table: what it means, its stable code, its words.
macro_rules! reasons {
    ($($(#[$meaning:meta])* $name:ident: $code:literal, $zh:literal, $en:literal;)*) => {
        /// A reason. Its words tell the officer what to do next.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Reason {
            /// The code breaks its format, or a signature does not hold.
            Signature(CodeError),
            $($(#[$meaning])* $name,)*
        }

        impl Reason {
            /// Every reason but that of the signature, which has one for each [`CodeError`].
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    Self::Signature(error) => error.code(),
                    $(Self::$name => $code,)*
                }
            }

            /// What it means, and what to do next.
            #[must_use]
            pub const fn words(self) -> Told {
                match self {
                    Self::Signature(_) => SIGNATURE,
                    $(Self::$name => ($zh, $en),)*
                }
            }
        }
    };
}

const SIGNATURE: Told = (
    "签名不符：内容被改动，或不是所称机关签发。请核对实物，并联网核验",
    "The signature does not hold: altered, or not issued by whom it names. Compare with what you see, and verify online",
);

reasons! {
    /// Nothing that is a code of licenses in a form that is known here.
    NoCode: "code.none",
        "没有读到本系统能识别的证照码：请重新扫描，或按证号联网查询",
        "This is no license code that is known here: scan again, or look the license up online";
    /// A code of a format that this verifier does not know.
    UnknownFormat: "code.unknown_format",
        "证照码的格式比本核验程序新：请更新程序，或联网核验",
        "The code has a format that this verifier does not know: update it, or verify online";
    /// The trust list does not have the key.
    UnknownKey: "key.unknown",
        "信任名单中没有该签发密钥：请更新名单，或联网核验",
        "The trust list does not have the key: update the lists, or verify online";
    /// The key was taken out of trust.
    KeyRemoved: "key.removed",
        "签发密钥已被撤出信任名单：请联网核验",
        "The key was taken out of trust: verify online";
    /// The key signs other things.
    KeyUse: "key.other_use",
        "该密钥不用于签发此类码：请联网核验",
        "The key does not sign such codes: verify online";
    /// The key did not sign on that day.
    KeyDays: "key.days",
        "签发日不在该密钥的使用期内：请联网核验",
        "The key did not sign on the day of issue: verify online";
    /// The trust list does not have the issuer.
    UnknownIssuer: "key.unknown_issuer",
        "信任名单中没有该发证机关：请更新名单，或联网核验",
        "The trust list does not have the issuer: update the lists, or verify online";
    /// There is none.
    NoTrustList: "trust_list.none",
        "没有信任名单：请先下载名单",
        "There is no trust list: fetch the lists first";
    /// It is signed by another root than the pinned one.
    TrustListOtherRoot: "trust_list.other_root",
        "信任名单不是由所设根密钥签发：请从官方渠道重新下载",
        "The trust list is signed by another root: fetch it anew from its issuer";
    /// It does not hold under the root, or breaks its format.
    TrustListBad: "trust_list.bad",
        "信任名单已损坏或被改动：请重新下载",
        "The trust list is damaged or altered: fetch it anew";
    /// An older version than one that was seen.
    TrustListOlder: "trust_list.older",
        "信任名单比已用过的旧：请更新名单",
        "The trust list is older than one that was used here: update it";
    /// It is over.
    TrustListOver: "trust_list.over",
        "信任名单已过期：请联网更新名单",
        "The trust list is over: update it online";
    /// It is made later than now.
    TrustListAhead: "trust_list.ahead",
        "信任名单的时间晚于本机时间：请校准本机时钟",
        "The trust list is of a later time than this clock shows: set the clock";
    /// A list of a format that this verifier does not know.
    ListUnknownFormat: "list.unknown_format",
        "名单的格式比本核验程序新：请更新程序",
        "A list has a format that this verifier does not know: update it";
    /// There is none of this issuer.
    NoStatusList: "status_list.none",
        "没有该发证机关的状态名单：请联网更新名单",
        "There is no status list of this issuer: update the lists online";
    /// It does not hold, or breaks its format.
    StatusListBad: "status_list.bad",
        "状态名单已损坏或被改动：请重新下载",
        "The status list is damaged or altered: fetch it anew";
    /// The trust list does not have its key.
    StatusListUnknownKey: "status_list.unknown_key",
        "状态名单的签名密钥不在信任名单中：请更新名单",
        "The trust list does not have the key of the status list: update the lists";
    /// Its key is not believed for it.
    StatusListKey: "status_list.key",
        "状态名单的签名密钥不被采信：请更新名单",
        "The key of the status list is not believed for it: update the lists";
    /// It is of no issuer of its province.
    StatusListIssuer: "status_list.issuer",
        "状态名单不属于该省的任何发证机关：请更新名单",
        "The status list is of no issuer of its province: update the lists";
    /// It is too old.
    StatusListOld: "status_list.old",
        "状态名单太旧，不能说明证照现在的状态：请联网更新名单",
        "The status list is too old to tell how the license stands: update it online";
    /// It is made later than now.
    StatusListAhead: "status_list.ahead",
        "状态名单的时间晚于本机时间：请校准本机时钟",
        "The status list is of a later time than this clock shows: set the clock";
    /// The license names no place in it.
    NoPlace: "status_list.no_place",
        "证照在状态名单中没有位置：请联网核验",
        "The license has no place in the status list: verify online";
    /// The license's place is beyond its end.
    BeyondList: "status_list.beyond",
        "名单中还没有这本证照，可能在名单之后签发：请联网更新名单",
        "The status list does not have the license yet, which may have been made after it: update it online";
    /// Its term is over.
    Expired: "license.expired",
        "证照已过有效期",
        "The term of the license is over";
    /// It is issued on a day that is still to come, or its term has not begun.
    NotYet: "license.not_yet",
        "证照尚未到生效日；若本机时钟不准，请先校准",
        "The license is of a day to come; if this clock is wrong, set it";
    /// Replaced or ended.
    Ended: "license.ended",
        "证照已换发，或已注销、撤销、吊销：请让持证人出示现行证照，或联网查明",
        "The license was replaced, or cancelled, withdrawn or revoked: ask for the present one, or look it up online";
    /// Without effect for the time being.
    Suspended: "license.suspended",
        "证照暂时失效",
        "The license is without effect for the time being";
    /// Not taken into use by its holder.
    NotActivated: "license.not_activated",
        "持证人尚未激活证照：激活后再出示",
        "The holder has not activated the license: it can be shown after that";
    /// What the standing says is enough.
    ByStanding: "license.by_standing",
        "以状态为准",
        "The standing decides";
    /// A license's own code may be printed or copied: it shows nobody's presence.
    Printed: "presence.printed",
        "证照码可以打印和复制，不能说明是否本人出示：请与车辆、人员、证件比对",
        "A license code can be printed and copied: compare it with the vehicle, the person or the papers";
    /// Made more than a minute ago, or a clock is wrong.
    Stale: "presence.stale",
        "亮证码已超过一分钟，或时钟不准，可能是截屏：请让持证人刷新后再扫",
        "The display code is over a minute old, or a clock is wrong; it may be a picture: have it refreshed and scan again";
    /// Made in the future: a clock is wrong.
    Ahead: "presence.ahead",
        "亮证码的时间晚于本机时间：请校准双方时钟后再扫",
        "The display code is of a later time than this clock shows: set the clocks and scan again";
    /// Made after the end of its grant.
    GrantOver: "presence.grant_over",
        "手机的亮证授权已到期：请持证人联网更新后再出示",
        "The phone's grant is over: its holder has to renew it online";
    /// It or its seal was altered.
    FileAltered: "file.altered",
        "文件或签章被改动",
        "The file or its seal was altered";
    /// It is a copy, or was never sealed.
    FileNotSealed: "file.not_sealed",
        "文件没有签章；副本不能证明任何事：请出示证照文件或证照码",
        "The file has no seal; a copy proves nothing: ask for the license file or its code";
    /// No authority that is trusted stands behind the seal.
    FileAuthority: "file.authority",
        "签章不是由名单所信任的机构签发，无法采信：请扫描其中的证照码，或联网核验",
        "No authority that is trusted stands behind the seal: scan the code in it, or verify online";
    /// It is sealed or packed in a way that is not read here.
    FileNotRead: "file.not_read",
        "文件或签章的形式本程序不能核对：请扫描其中的证照码，或联网核验",
        "The file is sealed in a way that is not read here: scan the code in it, or verify online";
    /// It holds no license code that can be read.
    FileNoCode: "file.no_code",
        "文件中没有读到证照码：请联网核验",
        "No license code can be read in the file: verify online";
    /// It and the code in it are of different licenses.
    FileOtherCode: "file.other_code",
        "文件所载内容与其中的证照码不是同一证照",
        "What the file states and the code in it are of different licenses";
    /// Something before it decides, or stands in the way.
    NotReached: "not_reached",
        "前面的检查已经决定，未作此项检查",
        "Not looked at: something before it decides";
}
