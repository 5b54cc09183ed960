package lv.pkip.kernel.workplace.tell;

import java.time.Instant;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** An announcement as stored. */
@Entity
@Table(name = "workplace_announcement")
public class AnnouncementRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;
    @Column(name = "grade")
    private String grade;
    @Column(name = "audience")
    private String audience;
    @Column(name = "dismissible")
    private int dismissible;
    @Column(name = "text_lv")
    private String textLv;
    @Column(name = "text_en")
    private String textEn;
    @Column(name = "text_ru")
    private String textRu;
    @Column(name = "begins")
    private long begins;
    @Column(name = "ends")
    private long ends;
    @Column(name = "author")
    private String author;

    protected AnnouncementRow() { }

    AnnouncementRow(Announcements.Announcement a, String author) {
        this.grade = a.level();
        this.audience = a.audience();
        this.dismissible = a.dismissible() ? 1 : 0;
        this.textLv = a.lv();
        this.textEn = a.en();
        this.textRu = a.ru();
        this.begins = a.from().toEpochMilli();
        this.ends = a.to().toEpochMilli();
        this.author = author;
    }

    void end(long at) {
        ends = Math.min(ends, at);
    }

    Announcements.Announcement announcement() {
        return new Announcements.Announcement(id, grade, audience, dismissible == 1, textLv, textEn, textRu, Instant.ofEpochMilli(begins), Instant.ofEpochMilli(ends), author);
    }
}
