/** E-services found in bundles: read, checked, offered, kept. */
package lv.pkip.kernel.service;
