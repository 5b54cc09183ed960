package lv.pkip.integration.signinlatvija;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was agreed on with the one who signs.
 *
 * @param issuer    what the signer calls itself
 * @param audience  what it calls us
 * @param keys      its keys that are good today
 * @param ours      our key, when it encrypts
 * @param encrypted true: what is not encrypted is refused
 * @param skew      how far its clock may be off
 */
record Terms(String issuer, String audience, List<PublicKey> keys, Optional<PrivateKey> ours, boolean encrypted, Duration skew) { }
