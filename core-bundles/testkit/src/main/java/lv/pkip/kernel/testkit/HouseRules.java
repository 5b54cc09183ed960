package lv.pkip.kernel.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;

/**
 * Who may import whom, and how things are named. A bundle applies them in one line of a test:
 *
 * <pre>
 * &#64;Test
 * void keepsTheHouseRules() {
 *     HouseRules.check(TreeFelling.class);
 * }
 * </pre>
 */
public final class HouseRules {
    /** A plain library of ours, which the audit carries inside and the verifier is. */
    private static final String PROOFS = "lv.pkip.kernel.auditproof";
    private static final String REFERENCE = "org.osgi.service.component.annotations.Reference";
    private static final String[] NO_BUSINESS_OF_A_BUNDLE = {
        "org.apache.shiro..", "javax.servlet..", "javax.ws.rs..", "org.osgi.framework..", "org.apache.karaf.."};
    private static final String[] JAVA_AND_OSGI_ANNOTATIONS = {
        "java..", "org.osgi.annotation..", "org.osgi.service.component.annotations.."};

    private HouseRules() {
    }

    /** Checks all classes of the bundle that a class is of; throws an {@link AssertionError} that names each breach. */
    public static void check(Class<?> anyOfTheBundle) {
        CodeSource source = anyOfTheBundle.getProtectionDomain().getCodeSource();
        JavaClasses all = new ClassFileImporter().importUrl(source.getLocation());
        List<String> breaches = breaches(all.that(describe("are our own", c -> !isPrivateCopy(c))), anyOfTheBundle);
        if (!breaches.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), breaches));
        }
    }

    /** A library that a bundle carries inside is on the class path twice: in the bundle and in its own jar. */
    private static boolean isPrivateCopy(JavaClass c) {
        try {
            String file = c.getName().replace('.', '/') + ".class";
            return (!c.getName().startsWith("lv.pkip.") || c.getPackageName().equals(PROOFS))
                    && Collections.list(HouseRules.class.getClassLoader().getResources(file)).size() > 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> breaches(JavaClasses bundle, Class<?> anyOfTheBundle) {
        return rules(root(anyOfTheBundle.getPackageName()), isPort(anyOfTheBundle.getPackageName())).stream()
                .map(rule -> rule.allowEmptyShould(true).evaluate(bundle)).filter(EvaluationResult::hasViolation)
                .map(result -> result.getFailureReport().toString()).toList();
    }

    /** {@code lv.pkip.service.treefelling} of any package below it; of somebody else's bundle the package itself. */
    private static String root(String packageName) {
        if (!isOurs(packageName)) {
            return packageName;
        }
        String[] parts = packageName.split("\\.");
        if (parts.length < 4) {
            throw new IllegalArgumentException("a bundle's package is lv.pkip.<family>.<name>, not " + packageName);
        }
        return String.join(".", parts[0], parts[1], parts[2], parts[3]);
    }

    private static boolean isOurs(String packageName) {
        return (packageName + ".").startsWith("lv.pkip.");
    }

    private static boolean isPort(String packageName) {
        return packageName.startsWith("lv.pkip.integration.") && isVersioned(packageName);
    }

    /** Only packages with a version are exported, and only they leave a class file of their package-info. */
    private static boolean isVersioned(String packageName) {
        return HouseRules.class.getClassLoader().getResource(packageName.replace('.', '/') + "/package-info.class") != null;
    }

    private static List<ArchRule> rules(String root, boolean port) {
        // How vendors name things is their business; what their bundle touches is not.
        List<ArchRule> rules = new ArrayList<>(isOurs(root) ? naming(root) : List.of());
        rules.add(saysNothingOnTheConsole());
        if (root.equals("lv.pkip.kernel.api")) {
            rules.add(onlyUses("the kernel API is free of every other thing", root, JAVA_AND_OSGI_ANNOTATIONS));
        } else if (port) {
            rules.add(onlyUses("a port outlives the kernel's refresh only when it imports nothing of it", root,
                    JAVA_AND_OSGI_ANNOTATIONS));
        } else if (root.startsWith("lv.pkip.kernel.")) {
            rules.add(ours(root, "the kernel's parts meet in the API only", "lv.pkip.kernel.api..", PROOFS + ".."));
        } else if (root.startsWith("lv.pkip.integration.")) {
            rules.add(ours(root, "a connector knows the kernel API and its own port only", "lv.pkip.kernel.api..",
                    ownPort(root)));
            rules.add(leavesTheKernelsWorkAlone());
        } else {
            rules.add(ours(root, "a service knows the kernel API and ports, never another service or connector",
                    "lv.pkip.kernel.api.."));
            rules.add(leavesTheKernelsWorkAlone());
        }
        return rules;
    }

    private static List<ArchRule> naming(String root) {
        return List.of(
                classes().should().resideInAPackage(root + "..").because("one id gives the package and everything else"),
                noClasses().should().haveSimpleNameStartingWith("Abstract").orShould().haveSimpleNameStartingWith("Base")
                        .orShould().haveSimpleNameEndingWith("Impl").orShould().haveSimpleNameEndingWith("Manager")
                        .orShould().haveSimpleNameEndingWith("Util").orShould().haveSimpleNameEndingWith("Utils")
                        .orShould().haveSimpleNameEndingWith("Helper")
                        .because("a thing is named for what it is"),
                noClasses().should().resideInAnyPackage("..internal..", "..impl..", "..provider..")
                        .because("a package without a version is private already"),
                classes().that(areMadeByUs()).should().haveModifier(JavaModifier.FINAL)
                        .because("nothing is made for heirs"),
                noFields().should().beAnnotatedWith(REFERENCE)
                        .because("references come by the constructor, into final fields"));
    }

    private static ArchRule saysNothingOnTheConsole() {
        // Karaf gives a command's output, also in a pipe, as the thread's System.out
        return noClasses().that().areNotAssignableTo("org.apache.karaf.shell.api.action.Action")
                .should().accessField(System.class, "out").orShould().accessField(System.class, "err")
                .orShould().callMethod(Throwable.class, "printStackTrace")
                .because("what is worth saying goes to the log");
    }

    /** Classes that could be final: not entities, which JPA wants open, and not those with subclasses in the same bundle. */
    private static DescribedPredicate<JavaClass> areMadeByUs() {
        return describe("are plain classes", c -> !c.isInterface() && !c.isEnum() && !c.isRecord()
                && !c.isAnonymousClass() && !c.isLocalClass() && !c.getModifiers().contains(JavaModifier.SYNTHETIC)
                && c.getAllSubclasses().isEmpty() && !isEnumBody(c)
                && !c.isAnnotatedWith("javax.persistence.Entity") && !c.isAnnotatedWith("javax.persistence.Embeddable"));
    }

    private static boolean isEnumBody(JavaClass c) {
        return c.getRawSuperclass().map(JavaClass::isEnum).orElse(false);
    }

    private static ArchRule onlyUses(String because, String root, String... others) {
        return classes().should().onlyDependOnClassesThat(resideInAnyPackage(others).or(resideInAnyPackage(root + "..")))
                .because(because);
    }

    /** Of our own packages, only those named. */
    private static ArchRule ours(String root, String because, String... others) {
        return noClasses().should().dependOnClassesThat(resideInAnyPackage("lv.pkip..")
                .and(DescribedPredicate.not(resideInAnyPackage(others)))
                .and(DescribedPredicate.not(resideInAnyPackage(root + "..")))
                .and(DescribedPredicate.not(arePortsSeenBy(root)))).because(because);
    }

    /** Services may use any port; others have named theirs already. */
    private static DescribedPredicate<JavaClass> arePortsSeenBy(String root) {
        return describe("are ports", c -> (root.startsWith("lv.pkip.service.") || !isOurs(root))
                && isPort(c.getPackageName()));
    }

    /** {@code payment-desk} and {@code payment-sandbox} belong to the port {@code payment}. */
    private static String ownPort(String root) {
        String name = root.substring("lv.pkip.integration.".length());
        for (int length = name.length() - 1; length > 2; length--) {
            String candidate = "lv.pkip.integration." + name.substring(0, length);
            if (isVersioned(candidate)) {
                return candidate;
            }
        }
        return root;
    }

    private static ArchRule leavesTheKernelsWorkAlone() {
        return noClasses().should().dependOnClassesThat().resideInAnyPackage(NO_BUSINESS_OF_A_BUNDLE)
                .because("routes, sessions and bundles are the kernel's work");
    }
}
