// An engine of SHACL from npm: node javascript.mjs <package> <shapes> <data> <report>, all in
// N-Triples. The packages stand in a node_modules beside this file.
import {readFileSync, writeFileSync} from "node:fs";
import DataModel from "@rdfjs/data-model/Factory.js";
import Datasets from "@rdfjs/dataset/Factory.js";
import Environment from "@rdfjs/environment";
import {Parser, Writer} from "n3";

const [name, shapes, data, report] = process.argv.slice(2);
const factory = new Environment([DataModel, Datasets]);
const read = path =>
  factory.dataset(new Parser({format: "N-Triples"}).parse(readFileSync(path, "utf8")));

const run = {
  async "rdf-validate-shacl"() {
    const {default: Validator} = await import("rdf-validate-shacl");
    return (await new Validator(read(shapes)).validate(read(data))).dataset;
  },
  async "shacl-engine"() {
    const {Validator} = await import("shacl-engine");
    const validator = new Validator(read(shapes), {factory});
    return (await validator.validate({dataset: read(data)})).dataset;
  },
};
const found = await run[name]();
writeFileSync(report, new Writer({format: "N-Triples"}).quadsToString([...found]));
