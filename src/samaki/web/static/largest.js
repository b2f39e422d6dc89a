/* Says that a file is too large before it is sent, so that nobody pays for megabytes that are refused. Without scripts the server says it. */
(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("input[type=file][data-most]"), function (input) {
    var said = input.parentNode.querySelector("[data-too-large]");

    function isTooLarge() {
      var file = input.files && input.files[0];
      return Boolean(file && file.size > Number(input.getAttribute("data-most")));
    }

    input.addEventListener("change", function () {
      said.hidden = !isTooLarge();
      input.parentNode.classList.toggle("is-chosen", Boolean(input.files && input.files.length)); // its name is seen at once
    });
    input.form.addEventListener("submit", function (event) {
      var back = event.submitter && event.submitter.value === "back";
      if (isTooLarge() && !back) { event.preventDefault(); said.hidden = false; input.focus(); }
    });
  });
}());
