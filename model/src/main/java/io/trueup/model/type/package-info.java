/**
 * The types a column can have, Avro's schemas, and which changes of both lose nothing: {@link
 * io.trueup.model.type.DataType}, {@link io.trueup.model.type.TypeChange}, {@link
 * io.trueup.model.type.AvroSchema}, {@link io.trueup.model.type.AvroResolution}. Depends on nothing
 * else of the model.
 */
@NullMarked
package io.trueup.model.type;

import org.jspecify.annotations.NullMarked;
