@NullMarked
package io.trueup.listener.edge;

import org.jspecify.annotations.NullMarked;
