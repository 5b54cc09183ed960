/** Who acts: users, residents and systems, what they may do and how they sign in. */
@Version("1.0.0")
package lv.pkip.kernel.api.identity;

import org.osgi.annotation.versioning.Version;
