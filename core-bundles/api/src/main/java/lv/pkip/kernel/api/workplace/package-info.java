/** What staff see around and before their work: start page, navigation, notifications, announcements, the municipality's look. */
@Version("1.0.0")
package lv.pkip.kernel.api.workplace;

import org.osgi.annotation.versioning.Version;
