/* Reads a part of the page aloud with a voice of this device. A voice that would send the words to somebody else's computer is never
   used; where there is none of the language the button stays hidden. The page says everything without this. */
(function () {
  "use strict";
  var speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance) { return; }

  function voice(lang) {
    return speech.getVoices().filter(function (one) {
      return one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === lang;
    })[0];
  }

  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }

  function offer() {
    each("[data-aloud]", function (button) {
      button.hidden = !voice(button.lang);
    });
  }

  each("[data-aloud]", function (button) {
    button.addEventListener("click", function () {
      var speaks = speech.speaking, found = voice(button.lang);
      speech.cancel();
      if (speaks || !found) { return; }
      each(button.getAttribute("data-aloud"), function (part) {
        var said = new window.SpeechSynthesisUtterance(part.textContent);
        said.voice = found;
        said.lang = found.lang;
        said.rate = 0.8;
        speech.speak(said);
      });
    });
  });
  window.addEventListener("pagehide", function () { speech.cancel(); });
  if (speech.addEventListener) { speech.addEventListener("voiceschanged", offer); }
  offer();
}());
