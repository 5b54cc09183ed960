/** Reading what authors wrote, strictly, with problems they understand. */
package lv.pkip.kernel.service.reading;
