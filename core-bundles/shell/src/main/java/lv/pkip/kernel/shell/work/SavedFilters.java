package lv.pkip.kernel.shell.work;

import java.util.List;

/** Views of the inbox that clerks gave a name, for themselves or for all. */
public interface SavedFilters {

    /** A named view. {@code own}: the one who asks made it. */
    record Saved(long id, String title, String address, boolean shared, boolean own) { }

    /** Own ones and those shared by others, by name. */
    List<Saved> of(String login);

    /** The same name by the same person is replaced. */
    void save(String login, String title, String address, boolean shared);

    /** Only one's own. */
    void delete(String login, long id);
}
