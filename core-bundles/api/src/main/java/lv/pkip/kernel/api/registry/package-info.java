/** The registry of who works here (lietotāju pārvaldība): accounts, units, positions, groups, roles, and what they may do. */
@Version("1.0.0")
package lv.pkip.kernel.api.registry;

import org.osgi.annotation.versioning.Version;
