//! Figures as they are printed and kept.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// One measured figure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub name: String,
    pub engine: String,
    /// Matters in the database.
    pub size: u32,
    pub value: f64,
    pub unit: String,
    /// Against the baseline of the same run, where there is one.
    pub ratio: Option<f64>,
}

pub(crate) struct Report {
    engine: String,
    size: u32,
    figures: Vec<Figure>,
    file: Option<PathBuf>,
}

impl Report {
    /// Goes on with what the file holds, but for what is measured anew.
    pub(crate) fn new(engine: &str, file: Option<&Path>) -> Result<Self> {
        let figures = match file.filter(|f| f.exists()) {
            Some(file) => read(file)?,
            None => Vec::new(),
        };
        Ok(Self { engine: engine.to_owned(), size: 0, figures, file: file.map(Path::to_owned) })
    }

    /// From here on at this size.
    pub(crate) fn at(&mut self, size: u32) {
        self.size = size;
        println!("\n{} with {size} matters", self.engine);
    }

    pub(crate) fn add(&mut self, name: &str, value: f64, unit: &str) {
        self.keep(name, value, unit);
    }

    /// A baseline, and what the ratio of `of` becomes by it.
    pub(crate) fn baseline(&mut self, name: &str, value: f64, unit: &str, of: &str) {
        self.keep(name, value, unit);
        let (engine, size) = (self.engine.clone(), self.size);
        for figure in self.figures.iter_mut().filter(|f| f.engine == engine && f.size == size && f.name == of) {
            figure.ratio = Some(figure.value / value);
            println!("  {of:<44} {:>12.2} of the baseline", figure.value / value);
        }
    }

    fn keep(&mut self, name: &str, value: f64, unit: &str) {
        println!("  {name:<44} {value:>12.2} {unit}");
        let (engine, size) = (&self.engine, self.size);
        self.figures.retain(|f| !(f.name == name && f.engine == *engine && f.size == size));
        let (name, engine, unit) = (name.to_owned(), engine.clone(), unit.to_owned());
        self.figures.push(Figure { name, engine, size, value, unit, ratio: None });
    }

    /// Prints what became of each figure from the smallest size to the largest.
    pub(crate) fn growth(&self) {
        let mine: Vec<&Figure> = self.figures.iter().filter(|figure| figure.engine == self.engine).collect();
        let sizes = || mine.iter().map(|figure| figure.size);
        let (Some(least), Some(most)) = (sizes().min(), sizes().max()) else { return };
        if least == most {
            return;
        }
        println!("\n{}: {most} matters against {least}", self.engine);
        for large in mine.iter().filter(|figure| figure.size == most) {
            if let Some(small) = mine.iter().find(|figure| figure.size == least && figure.name == large.name) {
                println!("  {:<44} {:>12.2} times", large.name, large.value / small.value);
            }
        }
    }

    pub(crate) fn save(&self) -> Result<()> {
        if let Some(file) = &self.file {
            fs::write(file, serde_json::to_string_pretty(&self.figures)? + "\n")?;
        }
        Ok(())
    }
}

pub(crate) fn read(file: &Path) -> Result<Vec<Figure>> {
    Ok(serde_json::from_str(&fs::read_to_string(file)?)?)
}
