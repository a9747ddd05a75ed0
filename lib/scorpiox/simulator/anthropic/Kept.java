package scorpiox.simulator.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import scorpiox.base.Json;

/// The prefixes that were marked and are kept. A mark finds what an earlier request kept up to 20 blocks before it.
final class Kept {
    private static final int BACK = 20;

    private final Set<Long> sums = new HashSet<>();

    /// What a request costs to read.
    ///
    /// @param input tokens that are neither read from the cache nor written to it
    /// @param read  tokens that were kept
    /// @param five  tokens kept from now on for five minutes
    /// @param hour  tokens kept from now on for an hour
    record Usage(int input, int read, int five, int hour) {
        ObjectNode json(int output) {
            var usage = Json.object().put("input_tokens", input).put("cache_creation_input_tokens", five + hour).put("cache_read_input_tokens", read);
            usage.putObject("cache_creation").put("ephemeral_5m_input_tokens", five).put("ephemeral_1h_input_tokens", hour);
            return usage.put("output_tokens", output);
        }
    }

    /// Looks a request up and keeps what it marks.
    ///
    /// @param least tokens of a prefix that is kept
    synchronized Usage usage(Prefix prefix, int least) {
        var blocks = prefix.blocks();
        var read = read(blocks, least);
        var five = read;
        var hour = read;
        for (var block : blocks) {
            if (block.mark().isEmpty() || block.end() < least) continue;
            sums.add(block.sum());
            if (block.mark().equals("1h")) hour = Math.max(hour, block.end());
            five = Math.max(five, block.end());
        }
        return new Usage(prefix.tokens() - five, read, five - hour, hour - read);
    }

    private int read(List<Prefix.Block> blocks, int least) {
        for (var at = blocks.size() - 1; at >= 0; at--) {
            if (blocks.get(at).mark().isEmpty() || blocks.get(at).end() < least) continue;
            for (var before = at; before >= Math.max(0, at - BACK + 1); before--) {
                if (sums.contains(blocks.get(before).sum())) return blocks.get(before).end();
            }
        }
        return 0;
    }
}
