package dev.sennit.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/// Looking for the name of an address may take seconds, and tells the peer's name server who asks.
class NoReverseLookupTest {
  @Test
  void program_asBuilt_asksForTheNameOfNoAddress() {
    noClasses()
        .should()
        .callMethod(InetAddress.class, "getHostName")
        .orShould()
        .callMethod(InetAddress.class, "getCanonicalHostName")
        .orShould()
        .callMethod(InetSocketAddress.class, "getHostName")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(
                    "dev.sennit.net", "dev.sennit.maps", "dev.sennit.ident", "dev.sennit.daemon"));
  }
}
