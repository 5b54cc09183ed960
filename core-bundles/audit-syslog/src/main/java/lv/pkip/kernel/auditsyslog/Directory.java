package lv.pkip.kernel.auditsyslog;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may send, told apart: two sources that could be taken for each other are none, but for the first of them.
 *
 * @param problems what an administrator has to put right
 */
record Directory(List<Profile> profiles, List<String> problems) {

    static Directory of(List<Profile> all) {
        List<Profile> told = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Profile each : all) {
            Optional<Profile> other = told.stream().filter(before -> same(before, each)).findFirst();
            if (other.isPresent()) {
                problems.add(each.name() + ": cannot be told from " + (other.get().name().equals(each.name()) ? "another source of this name" : other.get().name()));
            } else {
                told.add(each);
            }
        }
        return new Directory(List.copyOf(told), List.copyOf(problems));
    }

    private static boolean same(Profile one, Profile other) {
        return one.name().equals(other.name()) || meet(one.fingerprints(), other.fingerprints()) || meet(one.names(), other.names())
                || one.subject().isPresent() && one.subject().equals(other.subject())
                || one.blocks().stream().anyMatch(block -> other.blocks().stream().anyMatch(block::sameAs));
    }

    private static boolean meet(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.retainAll(other);
        return !both.isEmpty();
    }

    /** A certificate that is known by itself. */
    Optional<Profile> byFingerprint(X509Certificate certificate) {
        String fingerprint = Profile.fingerprint(certificate);
        return profiles.stream().filter(profile -> profile.fingerprints().contains(fingerprint)).findFirst();
    }

    /** A certificate by what stands in it; two sources that both stand in one are neither. */
    Optional<Profile> byName(X509Certificate certificate) {
        List<Profile> named = profiles.stream().filter(profile -> profile.isNamedIn(certificate)).toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    /** The one with the narrowest block around an address. */
    Optional<Profile> byAddress(InetAddress address) {
        return profiles.stream().filter(profile -> profile.closeness(address).isPresent())
                .max(Comparator.comparingInt(profile -> profile.closeness(address).getAsInt()));
    }

    boolean hasSecure() {
        return profiles.stream().anyMatch(Profile::isSecure);
    }

    boolean hasPlain() {
        return profiles.stream().anyMatch(Profile::isPlain);
    }
}
