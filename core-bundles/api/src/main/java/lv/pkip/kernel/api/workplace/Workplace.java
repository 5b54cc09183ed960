package lv.pkip.kernel.api.workplace;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What stands around every page, as the one who looks has it: arranged navigation, notifications, announcements, the municipality's look. */
@ProviderType
public interface Workplace {

    /** The navigation of the signed-in member of staff. */
    Bar bar(String language);

    /**
     * A navigation bar.
     *
     * @param sections   groups in order; entries that are in no group come first, under an empty title
     * @param favourites what the person marked with a star
     * @param unread     notifications not read yet
     */
    record Bar(List<Section> sections, List<Item> favourites, long unread) {
        public Bar {
            sections = List.copyOf(sections);
            favourites = List.copyOf(favourites);
        }
    }

    /** Entries under a heading. */
    record Section(String title, List<Item> items) {
        public Section {
            Objects.requireNonNull(title);
            items = List.copyOf(items);
        }
    }

    /** An entry: a path on this site, or with {@code external} the full address of another application. */
    record Item(String id, String text, String href, String icon, boolean external) { }

    /** Announcements to show now in an area ({@code portal} or {@code work}), the gravest first. */
    List<Notice> announcements(String area, String language);

    /** An announcement. {@code level} is {@code info}, {@code warning} or {@code stop}. */
    record Notice(long id, String level, String text, boolean dismissible) { }

    /** The municipality's look as edited in the workplace; empty: nobody edited it. */
    Optional<Look> look();

    /**
     * A look.
     *
     * @param colours {@code accent} and {@code highlight} as {@code #rrggbb}
     * @param names   language → name shown in the header; empty where the municipality's own is shown
     * @param arms    path of the coat of arms on this site, empty when there is none
     */
    record Look(Map<String, String> colours, Map<String, String> names, String arms) {
        public Look {
            colours = Map.copyOf(colours);
            names = Map.copyOf(names);
            Objects.requireNonNull(arms);
        }
    }

    /** How the signed-in person arranged the start page, in order; empty: as it comes. */
    List<Placed> home();

    /** A widget at its place. */
    record Placed(String widget, boolean hidden) { }

    /** Keeps an arrangement; an empty one brings the original back. */
    void arrange(List<Placed> placed);
}
