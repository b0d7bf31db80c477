// A plain site at our addresses; each folder of items is a collection with a list.
const footnotes = require("markdown-it-footnote");

module.exports = function (config) {
  config.amendLibrary("md", (library) => library.use(footnotes));
  config.addPassthroughCopy({ static: "." });
  for (const kind of ["sources", "facts", "entities"]) {
    config.addCollection(kind, (all) => all.getFilteredByGlob(`content/${kind}/*.md`));
  }
  return {
    dir: { input: "content", includes: "../_includes", output: "_site" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: "njk",
    templateFormats: ["md", "njk"],
  };
};
