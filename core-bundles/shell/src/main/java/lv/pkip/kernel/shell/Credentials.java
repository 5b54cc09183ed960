package lv.pkip.kernel.shell;

import lv.pkip.kernel.api.identity.OwnProfile;
import lv.pkip.kernel.api.identity.OwnSessions;
import lv.pkip.kernel.api.identity.PasswordReset;
import lv.pkip.kernel.api.identity.SecondFactors;

/** What staff sign in with and see of their own account. */
public record Credentials(SecondFactors factors, PasswordReset reset, OwnSessions sessions, OwnProfile profile) { }
