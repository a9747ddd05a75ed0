package scorpiox.tool.docs;

import java.util.List;
import scorpiox.base.Cancel;

/// A set of compiled types.
interface Library {
    /// The public types of a name, the likeliest first.
    List<ApiType> find(Symbol symbol, Cancel cancel);

    /// The simple names of the public types of a package.
    List<String> typesOf(String pkg, Cancel cancel);

    /// Full names of types that a mistyped name may have meant.
    List<String> names(Symbol near, Cancel cancel);
}
