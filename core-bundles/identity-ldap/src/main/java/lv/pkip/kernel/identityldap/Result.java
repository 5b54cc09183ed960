package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.List;

/** How an operation ended: code, the nearest entry that there is, and a line for whoever looks into the client's log. */
record Result(ResultCode code, String matched, String message, List<Control> controls) {

    static Result of(ResultCode code) {
        return new Result(code, "", "", List.of());
    }

    static Result of(ResultCode code, String message) {
        return new Result(code, "", message, List.of());
    }

    Result with(List<Control> more) {
        return new Result(code, matched, message, more);
    }
}
