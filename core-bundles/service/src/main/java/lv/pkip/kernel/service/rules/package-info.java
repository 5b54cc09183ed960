/** Decision tables and calculations with versions by date; docs/reference/rules.md is their form. */
package lv.pkip.kernel.service.rules;
