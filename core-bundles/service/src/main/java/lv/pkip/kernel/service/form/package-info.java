/** Forms: the dialect „PKIP form 1” of JSON Schema 2020-12 (docs/reference/forms.md), and checking answers against them. */
package lv.pkip.kernel.service.form;
