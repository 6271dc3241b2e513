@NullMarked
package io.trueup.platforms.relational;

import org.jspecify.annotations.NullMarked;
