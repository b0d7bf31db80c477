"""What a template is handed: plain frozen values, one class per page kind, with every link already resolved.

Nothing here computes.  Texts are plain (the templates escape them) unless the field is named `html`, which is safe
markup; `svg` is a finished drawing.  Every `href` is relative to the page that holds it, or an outside address.

Every page is a `PageView` (`page`); `items`, `lists` and `overviews` are the kinds of pages, the rest what they hold.
"""
