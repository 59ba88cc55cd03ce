//! The same table as a Parquet file, for who analyses: column by column, in groups of rows.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use registro::cli::Failure;

use super::{Cell, Kind, Table};
use crate::bag::{Held, Payload};

/// Rows kept in memory before they are written.
const GROUP: usize = 16_384;

pub(super) struct Columns {
    file: SerializedFileWriter<Payload>,
    columns: Vec<Column>,
    rows: usize,
}

/// The values of a column, without the empty cells; for each cell whether it holds one.
struct Column {
    values: Values,
    levels: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Decimal(Vec<f64>),
    Boolean(Vec<bool>),
    Date(Vec<i32>),
}

impl Columns {
    pub(super) fn create(folder: &Path, table: &Table) -> Result<Self, Failure> {
        let payload = Payload::create(folder, &format!("data/parquet/{}.parquet", table.name))?;
        let properties = WriterProperties::builder().set_created_by("registro".to_owned()).build();
        let file = SerializedFileWriter::new(payload, schema(table)?, Arc::new(properties))?;
        let columns = table.fields.iter().map(|field| Column::of(field.kind)).collect();
        Ok(Self { file, columns, rows: 0 })
    }

    pub(super) fn put(&mut self, row: &[Cell]) -> Result<(), Failure> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.put(cell)?;
        }
        self.rows += 1;
        if self.rows == GROUP {
            self.group()?;
        }
        Ok(())
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            let mut writer = group.next_column()?.ok_or(ParquetError::General("a column less".to_owned()))?;
            column.write(&mut writer)?;
            writer.close()?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Held, Failure> {
        if 0 < self.rows {
            self.group()?;
        }
        Ok(self.file.into_inner()?.finish()?)
    }
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::with_capacity(table.fields.len());
    for field in table.fields {
        let (physical, logical) = match field.kind {
            Kind::Text | Kind::Id | Kind::Word => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Integer => (Physical::INT64, None),
            Kind::Decimal => (Physical::DOUBLE, None),
            Kind::Boolean => (Physical::BOOLEAN, None),
            Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        };
        let column = Type::primitive_type_builder(field.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        fields.push(Arc::new(column.build()?));
    }
    Ok(Arc::new(Type::group_type_builder(table.name).with_fields(fields).build()?))
}

impl Column {
    fn of(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text | Kind::Id | Kind::Word => Values::Text(Vec::new()),
            Kind::Integer => Values::Integer(Vec::new()),
            Kind::Decimal => Values::Decimal(Vec::new()),
            Kind::Boolean => Values::Boolean(Vec::new()),
            Kind::Date => Values::Date(Vec::new()),
        };
        Self { values, levels: Vec::new() }
    }

    fn put(&mut self, cell: &Cell) -> Result<(), Failure> {
        self.levels.push(i16::from(*cell != Cell::Nothing));
        match (&mut self.values, cell) {
            (_, Cell::Nothing) => {}
            // Nothing carries out what stands in a Parquet file: the words are as they were written.
            (Values::Text(values), Cell::Text(text) | Cell::Word(text) | Cell::Subject(text)) => {
                values.push(ByteArray::from(text.as_str()));
            }
            (Values::Text(values), Cell::Id(id) | Cell::Person(id) | Cell::Class(id)) => {
                values.push(ByteArray::from(id.to_string().into_bytes()));
            }
            (Values::Integer(values), Cell::Integer(number)) => values.push(*number),
            (Values::Decimal(values), Cell::Decimal(hundredths)) => values.push(*hundredths as f64 / 100.0),
            (Values::Boolean(values), Cell::Boolean(yes)) => values.push(*yes),
            (Values::Date(values), Cell::Date(day)) => values.push(day_number(*day)?),
            (
                Values::Text(_)
                | Values::Integer(_)
                | Values::Decimal(_)
                | Values::Boolean(_)
                | Values::Date(_),
                other,
            ) => return Err(format!("{other:?} sta in una colonna d'altro genere").into()),
        }
        Ok(())
    }

    fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match &mut self.values {
            Values::Text(values) => {
                writer.typed::<ByteArrayType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Integer(values) => {
                writer.typed::<Int64Type>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Decimal(values) => {
                writer.typed::<DoubleType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Boolean(values) => {
                writer.typed::<BoolType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Date(values) => {
                writer.typed::<Int32Type>().write_batch(values, levels, None)?;
                values.clear();
            }
        }
        self.levels.clear();
        Ok(())
    }
}

/// Days since 1 January 1970.
fn day_number(day: Date) -> Result<i32, jiff::Error> {
    Ok((day - jiff::civil::date(1970, 1, 1)).get_days())
}
