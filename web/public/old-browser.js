/* For browsers from before 2018: they run nothing else of this page, so this is written in their language. */
document.getElementById('opening').innerHTML =
  '<strong>本浏览器过旧，不能核验，也没有核验任何内容。<br>This browser is too old to check anything.</strong>';
