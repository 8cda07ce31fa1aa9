extension Incident.Kind {
    /// 中文 for the bureau.
    package var title: String {
        switch self {
        case .fork: "记录分叉"
        case .rollback: "磁盘回退"
        case .reorder: "记录乱序"
        case .badSignature: "签名不符"
        case .restored: "服务端曾恢复"
        case .revoked: "密钥作废"
        }
    }

    package var meaning: String {
        switch self {
        case .fork:
            "two different records claim one place of this till's journal: two boxes run with one "
                + "identity, or a copied disk sold on; the second record is kept in quarantine, "
                + "its money in suspense"
        case .rollback:
            "the till knows less of its journal than the service: an old disk or image was put "
                + "back; what it had sold before is here and counts"
        case .reorder: "an upload's records were not in the order of their seals; none was taken"
        case .badSignature:
            "an upload was not signed with this till's key; none of it was taken"
        case .restored:
            "the service had forgotten this life of the till, as after its own restore from a "
                + "backup"
        case .revoked: "the bureau ended this till's keys; what they seal later is not counted"
        }
    }

    /// What the bureau does about it.
    package var nextStep: String {
        switch self {
        case .fork:
            "find out at the canteen which boxes run as this till and take the copy away; then "
                + "mulin enrol gives the one that stays a new life; compare both boxes' Z with the "
                + "day's meals and keep what the copy sold as evidence"
        case .rollback:
            "ask who put the disk back and why; the till sells again after mulin enrol; look for "
                + "meals that were sold on paper meanwhile"
        case .reorder:
            "once: nothing, the till sends again; again and again: have the box looked at, then "
                + "mulin enrol"
        case .badSignature:
            "once: nothing, the till sends again; again and again: somebody else sends in its "
                + "name, or its key is damaged: mulin terminal revoke, then mulin enrol"
        case .restored:
            "wait until the till has sent all of that life, then compare its Z with the receipts "
                + "here; where its key is another one, fetch the journal from the till's disk"
        case .revoked: "enrol the box that takes its place (mulin enrol), if there is one"
        }
    }
}
