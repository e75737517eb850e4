import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.ofdrw.converter.export.ImageExporter;
import org.ofdrw.reader.OFDReader;
import org.ofdrw.sign.verify.OFDValidator;
import org.ofdrw.sign.verify.container.SESV4ValidateContainer;

/**
 * Has sealed license files judged by ofdrw: every digest, dataHash, and the signature under the certificate in it. Chain,
 * seal and trust are not among what it looks at. A file must be accepted, and refused with one byte changed in a page, in
 * Signature.xml or in the signature. Then its pages are drawn beside it, to be looked at.
 *
 * <p>java -cp 'target/lib/*' Judge.java FILE…
 */
public class Judge {
    private static final double PIXELS_PER_MM = 8;

    public static void main(String[] files) throws Exception {
        if (files.length == 0) {
            throw new IllegalArgumentException("no files");
        }
        for (String name : files) {
            Path file = Path.of(name);
            Map<String, byte[]> entries = unpacked(file);
            String refusal = refusal(entries);
            if (refusal != null) {
                fail(name + " is refused: " + refusal);
            }
            changed(name, entries, "Content.xml", bytes -> with(bytes, ' '), "FileIntegrityException");
            changed(name, entries, "Signature.xml", bytes -> with(bytes, '\n'), "InvalidSignedValueException");
            changed(name, entries, "SignedValue.dat", Judge::lastBitFlipped, "InvalidSignedValueException");
            System.out.println(name + ": accepted; refused when changed; pages: " + drawn(file));
        }
    }

    /** Holds if the package is refused with that file changed, and for that reason. */
    private static void changed(
            String name, Map<String, byte[]> entries, String ending, UnaryOperator<byte[]> change, String reason)
            throws IOException {
        Map<String, byte[]> other = new LinkedHashMap<>(entries);
        String path = entries.keySet().stream().filter(entry -> entry.endsWith(ending)).findFirst().orElseThrow();
        other.computeIfPresent(path, (same, bytes) -> change.apply(bytes));
        String refusal = refusal(other);
        if (refusal == null || !refusal.contains(reason)) {
            fail(name + " with another " + path + " is not refused by " + reason + ": " + refusal);
        }
    }

    /** Why the package is refused; null if it is not. */
    private static String refusal(Map<String, byte[]> entries) throws IOException {
        Path packed = Files.createTempFile("judge", ".ofd");
        try {
            Files.write(packed, packed(entries));
            try (OFDReader reader = new OFDReader(packed); OFDValidator validator = new OFDValidator(reader)) {
                validator.setValidator(new SESV4ValidateContainer());
                validator.exeValidate();
                return null;
            } catch (Exception refused) {
                return refused.toString().replace('\n', ' ');
            }
        } finally {
            Files.delete(packed);
        }
    }

    private static int drawn(Path file) throws IOException {
        Path folder = file.resolveSibling("ofdrw");
        try (ImageExporter exporter = new ImageExporter(file, folder, "PNG", PIXELS_PER_MM)) {
            exporter.export();
            if (exporter.getImgFilePaths().isEmpty()) {
                fail(file + " has no page to draw");
            }
            return exporter.getImgFilePaths().size();
        }
    }

    private static byte[] with(byte[] bytes, char last) {
        byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) last;
        return longer;
    }

    private static byte[] lastBitFlipped(byte[] bytes) {
        byte[] other = bytes.clone();
        other[bytes.length - 1] ^= 1;
        return other;
    }

    private static Map<String, byte[]> unpacked(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] packed(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void fail(String why) {
        System.err.println(why);
        System.exit(1);
    }
}
