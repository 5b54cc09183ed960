package lv.pkip.kernel.audit;

import java.util.Map;
import lv.pkip.kernel.api.audit.AuditRecord.Act;

/** Which act of the closed vocabulary a record of this platform tells of: its action ends with the word for it. */
final class Acts {
    private static final Map<String, Act> WORDS = Map.ofEntries(
            Map.entry("create", Act.CREATE), Map.entry("submit", Act.CREATE), Map.entry("register", Act.CREATE),
            Map.entry("store", Act.CREATE), Map.entry("make", Act.CREATE), Map.entry("plan", Act.CREATE),
            Map.entry("read", Act.READ), Map.entry("preview", Act.READ), Map.entry("list", Act.SEARCH), Map.entry("search", Act.SEARCH),
            Map.entry("change", Act.UPDATE), Map.entry("save", Act.UPDATE), Map.entry("act", Act.UPDATE), Map.entry("note", Act.UPDATE),
            Map.entry("change-own", Act.UPDATE), Map.entry("change-password", Act.UPDATE), Map.entry("reset-password", Act.UPDATE),
            Map.entry("archive", Act.DELETE), Map.entry("erase", Act.DELETE), Map.entry("erase-end", Act.DELETE), Map.entry("erase-file", Act.DELETE),
            Map.entry("hold", Act.CONFIGURE), Map.entry("lift", Act.CONFIGURE), Map.entry("remove", Act.DELETE), Map.entry("delete", Act.DELETE), Map.entry("discard", Act.DELETE),
            Map.entry("print", Act.PRINT), Map.entry("export", Act.EXPORT), Map.entry("send", Act.SEND), Map.entry("message", Act.SEND),
            Map.entry("resend", Act.SEND), Map.entry("receive", Act.RECEIVE), Map.entry("import", Act.RECEIVE), Map.entry("sign", Act.SIGN),
            Map.entry("approve", Act.APPROVE), Map.entry("decide", Act.APPROVE), Map.entry("refuse", Act.REFUSE),
            Map.entry("consent", Act.GRANT), Map.entry("begin", Act.GRANT), Map.entry("revoke", Act.REVOKE), Map.entry("cancel", Act.REVOKE),
            Map.entry("sign-in", Act.SIGN_IN), Map.entry("bind", Act.SIGN_IN), Map.entry("configure", Act.CONFIGURE),
            Map.entry("install", Act.CONFIGURE), Map.entry("uninstall", Act.CONFIGURE), Map.entry("read-personal-code", Act.READ));
    /** Words that mean different things of different things. */
    private static final Map<String, Act> WHOLE = Map.of("session.start", Act.SIGN_IN, "session.end", Act.SIGN_OUT,
            "session.end-others", Act.SIGN_OUT, "draft.start", Act.CREATE, "service.configure", Act.CONFIGURE);

    private Acts() { }

    static Act of(String action) {
        Act whole = WHOLE.get(action);
        return whole != null ? whole : WORDS.getOrDefault(action.substring(action.lastIndexOf('.') + 1), Act.OTHER);
    }
}
