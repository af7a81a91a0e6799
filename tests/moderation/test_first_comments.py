"""What people write who come for the first time never lands among the spam; what bots write does.

The filter knows nothing here but what it was shipped with. The worst that may happen to a harmless
comment is that it waits, as all first ones do.
"""

from __future__ import annotations

import pytest
from flask import Flask

from blog.posts.models import Post
from tests.moderation.test_judging import last, say
from tests.stage.reader import Reader

# Name, e-mail, website, words.
HARMLESS = [
    ("Anna", "anna@gmail.com", "", "Thanks!"),
    ("Ben", "", "", "Nice"),
    ("Kim", "", "", "👍"),
    ("Zoe", "", "", "LOVE THIS SO MUCH!!! THANK YOU!!!"),
    ("Tom", "tom@hotmail.com", "https://tom.example", "Great post! I learned a lot."),
    ("Petra", "petra@web.de", "https://petra.example", "Vielen Dank, das hat mir sehr geholfen!"),
    ("Claire", "", "", "Merci beaucoup, très intéressant !"),
    ("María", "", "", "¡Gracias! ¿Podrías explicar el segundo paso?"),
    ("Ana", "", "", "Obrigado! Muito bom. Segue lá meu canal também"),
    ("Ola", "", "", "Dziękuję, bardzo ciekawy wpis"),
    ("Ayşe", "", "", "Çok teşekkürler, güzel bir yazı olmuş"),
    ("Иван", "", "", "Спасибо за статью, очень интересно!"),
    ("Νίκος", "", "", "Ευχαριστώ πολύ για το άρθρο"),
    ("田中", "", "", "ありがとうございます。とても参考になりました。"),
    ("李", "", "", "谢谢分享，写得很好！"),
    ("김", "", "", "감사합니다. 좋은 글이네요."),
    ("محمد", "", "", "شكرا جزيلا على هذا المقال الرائع"),
    ("דנה", "", "", "תודה רבה על הפוסט"),
    ("सीमा", "", "", "बहुत अच्छा लेख, धन्यवाद"),
    ("สมชาย", "", "", "ขอบคุณมากครับ"),
    ("Bob", "bob@example.org", "https://bob.example", "I wrote about it: https://bob.example/lens"),
    ("Sue", "", "", "See also https://en.wikipedia.org/wiki/Prussian_blue for its discovery."),
    ("Max", "", "", "There is a video about this: https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ("Oli", "", "", "https://example.org/a-better-map"),
    ("Pat", "", "", "Look at this: www.example.org"),
    ("Jan", "", "", "Bedankt, erg nuttig. Ik gebruik zelf https://www.nu.nl voor het nieuws."),
    ("Finn", "", "", "Hei, kiitos kirjoituksesta! Kirjoitin samasta: https://finn.example/blogi"),
    ("Luc", "", "https://luc.example", "C'était délicieux. La photo : https://luc.example/12"),
    ("Ольга", "", "https://olga.example", "Отличный рецепт. Фото: https://olga.example/foto"),
    ("健", "", "", "私も書きました。https://www.example.jp/blog をご覧ください。"),
    ("Ian", "ian@gmail.com", "https://ian.dev", "My code: https://github.com/ian/tool, as asked."),
    ("Nia", "", "", "Where did you buy it? I found it for $300 at amazon.com, is that good?"),
    ("Lou", "", "", "My address is lou@example.org if you want the recipe."),
    ("Kay", "", "", "Can you make money with a blog like this? I earn nothing with mine :)"),
    ("Lea", "", "", "Please check the second link, it is broken."),
    ("Ida", "", "", "Please subscribe me to the newsletter"),
    ("Carl", "", "", "You can call the museum on +49 30 1234567, they open at 10."),
    ("Dev", "", "", "I get `TypeError: foo() takes 1 positional argument`.\n\n```\nfoo(1, 2)\n```"),
]  # fmt: skip
BAD = [
    "Check out my channel and subscribe!! I will sub back, please: http://youtube.com/channel/xyz",
    "Earn $5000 a week working from home! Click here: https://bit.ly/3xyz",
    "We offer cheap SEO services, rank first on Google, visit https://seo-rank.xyz now!!!",
    "Hi admin, we can get you 10,000 visitors a day for $29. Visit https://traffic.pro",
    "Make money online fast, free bitcoin giveaway https://btc-free.live",
    "[url=http://cheap.ru]cheap shoes[/url] <a href=\"http://cheap.ru\">cheap shoes</a>",
]  # fmt: skip


@pytest.mark.sqlite
def test_harmless_first_comments_wait_and_are_no_spam(
    app: Flask, stranger: Reader, post: Post
) -> None:
    for number, (name, email, website, text) in enumerate(HARMLESS):
        who = {"name": name, "email": email, "website": website}
        for turn, age in enumerate((30, 86_500)):  # Soon, or with a page that was left open.
            say(app, stranger, post, text, age=age, address=f"10.{turn}.{number}.1", **who)
            assert last(app).state == "pending", (text, last(app).reasons)


@pytest.mark.sqlite
def test_what_bots_write_is_spam_at_once(app: Flask, stranger: Reader, post: Post) -> None:
    for number, text in enumerate(BAD):
        say(app, stranger, post, text, name="Best deals", address=f"10.0.{number}.1")
        assert last(app).state == "spam", (text, last(app).reasons)
