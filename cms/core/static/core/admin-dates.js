// What somebody types into a field for a date stays: Wagtail's picker puts today in its place where it cannot read it
// (8.0.1), and a person would leave the council on a day that nobody wrote. The server says what is wrong with it.
window.jQuery.fn.datetimepicker.defaults.validateOnBlur = false
