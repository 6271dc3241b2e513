/** The types a column can have, and their text form. Depends on {@code fingerprint} only. */
@NullMarked
package io.trueup.model.type;

import org.jspecify.annotations.NullMarked;
