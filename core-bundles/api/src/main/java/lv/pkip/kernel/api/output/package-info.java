/** Letters and PDF documents made from a bundle's templates. */
@Version("1.0.0")
package lv.pkip.kernel.api.output;

import org.osgi.annotation.versioning.Version;
