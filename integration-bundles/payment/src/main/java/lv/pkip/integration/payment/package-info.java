/** How a municipality takes a payment through an outside provider; imports nothing of the kernel. */
@Version("1.0.0")
package lv.pkip.integration.payment;

import org.osgi.annotation.versioning.Version;
