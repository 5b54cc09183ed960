package lv.pkip.kernel.workplace.tell;

import java.time.Instant;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** A notification as stored, in three languages. */
@Entity
@Table(name = "workplace_notification")
public class NotificationRow {
    static final int WAITS = 0;
    static final int DONE = 1;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;
    @Column(name = "login")
    private String login;
    @Column(name = "kind")
    private String kind;
    @Column(name = "text_lv")
    private String textLv;
    @Column(name = "text_en")
    private String textEn;
    @Column(name = "text_ru")
    private String textRu;
    @Column(name = "href")
    private String href;
    @Column(name = "made")
    private long made;
    @Column(name = "seen")
    private Long seen;
    @Column(name = "mailed")
    private int mailed;

    protected NotificationRow() { }

    NotificationRow(Board.Said said, long made) {
        this.login = said.login();
        this.kind = said.kind();
        this.textLv = said.texts().get("lv");
        this.textEn = said.texts().get("en");
        this.textRu = said.texts().get("ru");
        this.href = said.href();
        this.made = made;
    }

    void read(long at) {
        if (seen == null) {
            seen = at;
        }
    }

    void mailed() {
        mailed = DONE;
    }

    boolean unread() {
        return seen == null;
    }

    String login() {
        return login;
    }

    Board.Line line(String language) {
        String text = language.equals("en") ? textEn : language.equals("ru") ? textRu : textLv;
        return new Board.Line(id, kind, text, href, Instant.ofEpochMilli(made), seen == null);
    }
}
