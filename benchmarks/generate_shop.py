"""Write a seeded demo shop: order lines with planted personas and planted dirt.

Two modes, one simulation:

    python benchmarks/generate_shop.py --demo
        rewrites seeds/demo/*.csv and tests/truth/*.csv byte for byte: about 2,000
        customers and 25,000 lines of text, a little dirty, with the truth beside them.
    python benchmarks/generate_shop.py --lines 10000000 --output some_folder
        writes clean, typed Parquet of any size (transactions, customers, products and
        the true personas), chunk by chunk, so that memory stays small.

A persona says when its members buy, how often, for how much, at what prices and with
what discounts. Every customer draws a behaviour around the persona; orders, lines,
returns and cancellations follow from it. `--personas 1` is a shop without structure:
one group with correlated log-normal behaviour.

Everything is drawn from `numpy.random.default_rng` seeded with (seed, chunk); there is
no clock. Time is in days or seconds since 2024-01-01, money in integer cents, until it
is written.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist

import duckdb
import numpy as np
import pandas as pd

REPOSITORY = Path(__file__).resolve().parents[1]

FIRST_DAY = np.datetime64("2024-01-01")
DAYS = 547  # 2024-01-01 to 2025-06-30
SECONDS_PER_DAY = 86_400
PRICE_REVISION_DAY = 380  # 2025-01-15: a third of the products becomes dearer

LINES_PER_CUSTOMER = 12.5
PROSPECT_SHARE = 0.03
NON_PRODUCT_SHARE = 0.0121  # of all lines; about 300 in the demo
RETURN_SHARE = 0.03  # of product lines
CANCELLED_SHARE = 0.01  # of orders
CUSTOMERS_PER_CHUNK = 20_000
EARLIEST_LAST_DAY = 60  # nobody is gone before the shop has really opened
FRESH_DAYS = 7  # a last order this recent is as likely on any of the days
SMALLEST_SHOP = 500  # lines
FIRST_ORDER_ID = 100_001

DEMO_SEED = 10
DEMO_LINES = 25_000  # dirt included

SALE, RETURN, CANCELLATION = 0, 1, 2
ORDER_PREFIXES = ("", "R", "C")
CHANNELS = ("web", "app", "store")
WEB, APP, STORE = 0, 1, 2
GENDERS = ("female", "male", "other")

CITIES = {
    "Germany": ("Berlin", "Hamburg", "Munich", "Cologne", "Leipzig"),
    "France": ("Paris", "Lyon", "Nantes", "Lille"),
    "Netherlands": ("Amsterdam", "Utrecht", "Rotterdam"),
    "Austria": ("Vienna", "Graz", "Linz"),
    "Belgium": ("Brussels", "Antwerp", "Ghent"),
    "Italy": ("Milan", "Turin", "Bologna"),
    "Spain": ("Madrid", "Barcelona", "Valencia"),
    "Sweden": ("Stockholm", "Gothenburg"),
    "Ireland": ("Dublin", "Cork"),
    "Poland": ("Warsaw", "Krakow"),
}
COUNTRIES = tuple(CITIES)
COUNTRY_WEIGHTS = (0.34, 0.17, 0.12, 0.09, 0.07, 0.06, 0.06, 0.04, 0.03, 0.02)

# Lines that are not products: id, name, usual prices in cents, share.
NON_PRODUCTS = (
    ("SHIPPING", "Shipping", (490, 690), 0.60),
    ("GIFTCARD", "Gift card", (2500, 5000), 0.14),
    ("SERVICEFEE", "Service fee", (250, 350), 0.16),
    ("SAMPLE", "Sample", (1, 1), 0.10),
)

# Product name | list price in EUR, 25 products in each of the twelve categories.
CATALOGUE = {
    "Kitchen": """
        Wooden spoon set of three | 7.90
        Silicone spatula | 5.90
        Vegetable peeler | 4.90
        Balloon whisk | 6.90
        Garlic press | 11.90
        Mixing bowl 3 l | 14.90
        Measuring jug 1 l | 9.90
        Beech chopping board | 19.90
        Olive wood chopping board | 34.90
        Paring knife | 12.90
        Bread knife 24 cm | 29.90
        Chef's knife 20 cm | 69.00
        Damascus knife set of three | 189.00
        Frying pan, cast iron 28 cm | 59.00
        Enamel saucepan 2 l | 39.90
        Copper sauté pan | 149.00
        Cocotte ovale 4 l | 119.00
        Kitchen torch for crème desserts | 24.90
        Springform tin 26 cm | 16.90
        Crêpe pan 25 cm | 26.90
        Pastry brush | 3.90
        Digital kitchen scales | 27.90
        Hand blender | 54.90
        Stand mixer 5 l | 279.00
        Spätzle press | 32.90
    """,
    "Tableware": """
        Stoneware dinner plate | 11.90
        Stoneware cereal bowl | 8.90
        Porcelain side plate | 7.50
        Café crème cups, set of two | 15.90
        Soup tureen | 48.00
        Serving platter 36 cm | 27.90
        Salad bowl in acacia | 32.00
        Water tumbler | 4.50
        Red wine glass | 9.90
        Crystal champagne flutes, pair | 44.00
        Carafe with cork 1 l | 21.90
        Linen napkin | 6.50
        Napkin rings set of four | 12.50
        Cutlery set 24 pieces | 98.00
        Silver-plated cutlery set 60 pieces | 239.00
        Kaffeelöffel set of six | 18.90
        Cheese knife trio | 16.50
        Raclette pan | 5.50
        Fondue set | 62.00
        Sauceboat | 13.90
        Salt and pepper mills | 36.00
        Egg cup | 3.50
        Butter dish | 14.50
        Cake stand with glass dome | 39.00
        Porcelain dinner service 18 pieces | 179.00
    """,
    "Coffee and tea": """
        House espresso beans 1 kg | 18.90
        Decaf espresso beans 500 g | 11.50
        Ethiopian filter coffee 250 g | 9.80
        Café moulu 250 g | 6.40
        Earl Grey loose leaf 100 g | 6.90
        Green sencha 100 g | 8.90
        Rooibos vanilla 100 g | 5.20
        Früchtetee Waldbeere 100 g | 4.60
        Matcha ceremonial 30 g | 24.90
        Chai spice blend | 7.40
        Paper filters pack of 100 | 3.20
        Pour-over dripper | 22.50
        French press 1 l | 32.90
        Moka pot six cups | 29.90
        Burr coffee grinder | 64.90
        Gooseneck kettle | 84.00
        Espresso machine Lucca | 349.00
        Milk frother | 39.90
        Espresso cups set of four | 26.00
        Glass teapot with infuser | 28.90
        Cast iron teapot | 58.00
        Tea caddy | 12.90
        Thermos flask 750 ml | 34.50
        Travel mug 400 ml | 21.50
        Cold brew bottle | 17.90
    """,
    "Pantry": """
        Extra virgin olive oil 750 ml | 16.90
        Aged balsamic of Modena | 42.00
        Sea salt with herbs | 5.40
        Herbes de Provence | 4.80
        Crème de marrons | 5.90
        Acacia honey 500 g | 9.90
        Confiture framboise artisanale | 6.20
        Noisette à tartiner | 7.60
        Dijon mustard | 3.90
        Green pesto 180 g | 5.60
        Sun-dried tomatoes | 6.80
        Artichoke hearts in oil | 7.20
        Bronze-cut tagliatelle 500 g | 4.20
        Carnaroli risotto rice 1 kg | 6.60
        Smoked paprika tin | 4.40
        Chilli crisp | 8.40
        Jalapeño relish | 5.10
        Truffle oil 250 ml | 19.80
        Olives niçoises 400 g | 8.60
        Crispbread with seeds | 3.60
        Muesli with nuts 750 g | 7.80
        Italian pantry hamper | 69.00
        Grand gourmet hamper | 145.00
        Serrano ham 400 g | 38.00
        Cheese board selection | 29.50
    """,
    "Sweets and gifts": """
        Dark chocolate bar 70 % | 4.20
        Milk chocolate bar with salt | 4.20
        Belgian pralines 250 g | 17.90
        Champagne truffles | 22.90
        Marzipan potatoes | 6.40
        Butter shortbread tin | 12.90
        Amaretti morbidi | 9.60
        Nougat de Montélimar | 11.80
        Gebrannte Mandeln 200 g | 7.20
        Stollen with marzipan 750 g | 18.90
        Lebkuchen Nürnberg tin | 16.40
        Salted caramel toffees | 8.20
        Fruit jellies assorted | 10.90
        Advent calendar, chocolate | 26.90
        Advent calendar, tea | 24.50
        Easter egg assortment | 14.20
        Birthday card with envelope | 3.80
        Gift wrap roll | 4.90
        Silk ribbon 3 m | 3.40
        Gift box large | 8.90
        Chocolate hamper | 49.00
        Wine lover's gift set | 74.00
        Spa evening gift set | 42.50
        Coffee tasting gift set | 36.00
        Celebration hamper deluxe | 129.00
    """,
    "Garden": """
        Hand trowel | 9.90
        Hand fork | 9.90
        Secateurs | 27.90
        Loppers | 42.00
        Watering can 9 l | 24.90
        Hose reel 20 m | 59.00
        Garden gloves | 7.90
        Kneeling pad | 11.90
        Jute twine 100 m | 4.90
        Plant labels pack of 20 | 3.90
        Bird feeder | 18.90
        Nesting box | 22.90
        Insect hotel | 26.90
        Rain gauge | 8.90
        Compost bin 300 l | 69.00
        Raised bed, larch | 99.00
        Cold frame | 84.00
        Charcoal kettle grill | 139.00
        Gas barbecue three burners | 399.00
        Barbecue tongs | 14.90
        Parasol 3 m | 119.00
        Bistro set, two chairs | 169.00
        Teak garden bench | 289.00
        Hammock | 64.00
        Fire bowl 60 cm | 94.00
    """,
    "Plants and pots": """
        Tomato seeds San Marzano | 3.20
        Basil seeds | 2.90
        Wild flower meadow mix | 5.90
        Sweet pea seeds | 3.10
        Tulip bulbs pack of 25 | 11.90
        Daffodil bulbs pack of 25 | 10.90
        Amaryllis in gift pot | 19.90
        Lavender plant | 6.90
        Rosemary plant | 5.90
        Rosier grimpant blanc | 24.90
        Hydrangea blue | 22.50
        Olive tree 120 cm | 89.00
        Citrus tree with fruit | 74.00
        Monstera deliciosa | 34.90
        Orchid white, two stems | 26.90
        Succulent trio | 14.90
        Terracotta pot 14 cm | 4.50
        Terracotta pot 24 cm | 12.90
        Glazed planter blue | 32.90
        Fibre clay planter 45 cm | 79.00
        Hanging basket | 16.90
        Self-watering window box | 27.50
        Potting soil 20 l | 8.90
        Dünger für Zimmerpflanzen | 7.50
        Bay tree standard 150 cm | 139.00
    """,
    "Lighting": """
        LED bulb warm white | 6.90
        LED filament bulb globe | 9.90
        Tea light holder | 5.50
        String lights 10 m | 19.90
        Outdoor festoon lights | 44.90
        Solar path lights set of four | 29.90
        Garden lantern | 34.90
        Paper lampshade 45 cm | 14.90
        Linen lampshade | 39.00
        Bedside lamp | 36.90
        Table lamp ceramic | 69.00
        Rechargeable table lamp | 58.00
        Desk lamp with clamp | 49.90
        Floor lamp arc | 179.00
        Floor lamp tripod | 139.00
        Pendant opal glass | 99.00
        Pendant rattan | 74.90
        Chandelier brass five arms | 329.00
        Wall light brass | 84.00
        Spotlight rail three heads | 92.00
        Night light for children | 16.90
        Bicycle lamp set | 22.90
        Reading light clip-on | 12.90
        Paper star lamp | 24.50
        Dimmer plug | 11.90
    """,
    "Furniture": """
        Seat cushion | 17.90
        Step stool | 39.00
        Side table oak | 89.00
        Coffee table walnut | 219.00
        Nesting tables pair | 129.00
        Bookcase five shelves | 199.00
        Wall shelf 80 cm | 34.90
        Floating shelf 40 cm | 22.90
        Coat rack | 49.90
        Coat hook brass | 9.90
        Furniture knob ceramic | 4.90
        Felt pads pack of 40 | 4.20
        Shoe bench | 109.00
        Dining chair beech | 119.00
        Dining table extendable | 499.00
        Armchair bouclé | 349.00
        Rocking chair | 259.00
        Pouf knitted | 79.00
        Folding chair | 44.90
        Bar stool | 94.00
        Bedside table | 99.00
        Chest of drawers | 279.00
        Console table | 159.00
        Umbrella stand | 36.90
        Beeswax furniture polish | 12.90
    """,
    "Textiles": """
        Tea towel striped | 6.50
        Tea towel waffle | 7.50
        Oven glove | 11.90
        Apron linen | 29.90
        Tablecloth 140 x 220 cm | 46.00
        Table runner | 22.90
        Cushion cover velvet | 18.90
        Cushion cover linen | 16.90
        Feather cushion pad | 12.90
        Wool throw | 79.00
        Cotton throw | 34.90
        Cashmere blend blanket | 169.00
        Duvet cover set linen | 149.00
        Duvet cover set percale | 69.00
        Fitted sheet jersey | 24.90
        Pillowcase satin | 14.90
        Goose down duvet | 239.00
        Blackout curtain | 54.90
        Sheer curtain voile | 32.00
        Doormat coir | 21.90
        Jute rug 120 x 180 cm | 84.00
        Wool rug 160 x 230 cm | 289.00
        Sheepskin | 64.00
        Felt coaster | 3.90
        Geschirrtücher Hälfteleinen | 9.20
    """,
    "Decoration": """
        Photo frame 13 x 18 cm | 9.90
        Photo frame 30 x 40 cm | 22.90
        Gallery frame set of seven | 72.00
        Mirror round 60 cm | 89.00
        Mirror arched full length | 199.00
        Vase stoneware small | 13.90
        Vase recycled glass | 24.90
        Vase hand-blown large | 84.00
        Dried flower bunch | 16.90
        Wreath eucalyptus | 29.90
        Christmas baubles set of six | 14.90
        Wooden nutcracker | 26.90
        Christmas tree stand | 44.90
        Paper star garland | 6.90
        Wall clock oak | 58.00
        Alarm clock | 19.90
        Poster botanical | 17.50
        Art print, framed | 119.00
        Bronze sculpture heron | 259.00
        Candlestick brass | 27.90
        Candle holder trio | 32.90
        Decorative tray | 24.50
        Fridge magnet set | 4.50
        Bookends marble | 39.90
        Storage basket seagrass | 21.50
    """,
    "Bath and candles": """
        Hand soap lavender | 5.90
        Savon à la rose | 4.60
        Hand cream shea | 8.50
        Bath salts 500 g | 9.90
        Bubble bath eucalyptus | 11.90
        Dry brush | 12.90
        Sponge natural sea | 14.50
        Face cloth | 3.90
        Hand towel | 9.50
        Bath towel | 18.90
        Bath sheet Egyptian cotton | 39.00
        Bathrobe waffle | 64.00
        Bath mat | 22.90
        Soap dish | 7.90
        Toothbrush mug | 8.90
        Bathroom shelf bamboo | 46.00
        Teak shower stool | 94.00
        Heated towel rail | 189.00
        Scented candle fig | 24.90
        Scented candle cedar | 24.90
        Three-wick candle large | 54.00
        Tea lights pack of 50 | 7.20
        Pillar candle | 4.90
        Beeswax candles pair | 13.90
        Reed diffuser | 29.90
    """,
}
CATEGORIES = tuple(CATALOGUE)
PRODUCTS_PER_CATEGORY = 25
PRODUCT_COUNT = PRODUCTS_PER_CATEGORY * len(CATEGORIES)
CONSUMABLES = ("Coffee and tea", "Pantry", "Bath and candles")  # bought again and again

# Bought together: whoever takes the first often adds the second.
COMPANIONS = {
    "House espresso beans 1 kg": "Espresso cups set of four",
    "Ethiopian filter coffee 250 g": "Paper filters pack of 100",
    "Pour-over dripper": "Paper filters pack of 100",
    "Espresso machine Lucca": "Burr coffee grinder",
    "Matcha ceremonial 30 g": "Glass teapot with infuser",
    "Earl Grey loose leaf 100 g": "Butter shortbread tin",
    "Bronze-cut tagliatelle 500 g": "Green pesto 180 g",
    "Carnaroli risotto rice 1 kg": "Truffle oil 250 ml",
    "Extra virgin olive oil 750 ml": "Aged balsamic of Modena",
    "Birthday card with envelope": "Gift wrap roll",
    "Gift wrap roll": "Silk ribbon 3 m",
    "Belgian pralines 250 g": "Gift box large",
    "Hand trowel": "Hand fork",
    "Garden gloves": "Secateurs",
    "Potting soil 20 l": "Terracotta pot 24 cm",
    "Tomato seeds San Marzano": "Basil seeds",
    "Tulip bulbs pack of 25": "Daffodil bulbs pack of 25",
    "Charcoal kettle grill": "Barbecue tongs",
    "Teak garden bench": "Parasol 3 m",
    "Cushion cover linen": "Feather cushion pad",
    "Duvet cover set linen": "Fitted sheet jersey",
    "Stoneware dinner plate": "Stoneware cereal bowl",
    "Linen napkin": "Napkin rings set of four",
    "Red wine glass": "Carafe with cork 1 l",
    "Hand soap lavender": "Hand towel",
    "Tea light holder": "Tea lights pack of 50",
    "Christmas baubles set of six": "Wreath eucalyptus",
    "Dining table extendable": "Dining chair beech",
    "Coffee table walnut": "Wool rug 160 x 230 cm",
    "Floor lamp arc": "Dimmer plug",
}
COMPANION_CHANCE = 0.30

# First day, last day, usual reduction in percent.
PROMOTIONS = (
    ("2024-01-08", "2024-01-21", 30),
    ("2024-02-19", "2024-02-25", 25),
    ("2024-03-18", "2024-03-24", 20),
    ("2024-04-22", "2024-04-28", 25),
    ("2024-05-27", "2024-06-02", 25),
    ("2024-06-24", "2024-07-07", 35),
    ("2024-08-19", "2024-08-25", 25),
    ("2024-09-16", "2024-09-22", 25),
    ("2024-10-14", "2024-10-20", 20),
    ("2024-11-25", "2024-12-01", 35),
    ("2024-12-27", "2025-01-05", 35),
    ("2025-01-13", "2025-01-19", 30),
    ("2025-02-17", "2025-02-23", 25),
    ("2025-03-24", "2025-03-30", 20),
    ("2025-04-07", "2025-04-20", 25),
    ("2025-05-12", "2025-05-25", 25),
    ("2025-06-02", "2025-06-08", 20),
    ("2025-06-16", "2025-06-22", 30),
)

#                  Jan   Feb   Mar   Apr   May   Jun   Jul   Aug   Sep   Oct   Nov   Dec
MONTH_WEIGHTS = (1.00, 0.95, 0.95, 1.00, 0.95, 0.80, 0.75, 0.75, 0.95, 1.10, 2.00, 2.20)
WEEKDAY_WEIGHTS = (1.12, 1.00, 0.95, 0.98, 0.88, 0.97, 1.22)  # Monday first
GIFT_SEASONS = (  # first day, last day, weight beside an ordinary day's 1
    ("2024-02-05", "2024-02-13", 12),
    ("2024-03-18", "2024-03-30", 7),
    ("2024-05-01", "2024-05-11", 12),
    ("2024-11-18", "2024-12-21", 28),
    ("2025-02-04", "2025-02-13", 12),
    ("2025-04-07", "2025-04-19", 7),
    ("2025-05-01", "2025-05-10", 12),
)
CATEGORY_SEASONS = {  # category: weights by month, January first
    "Garden": (0.3, 0.5, 1.5, 2.6, 2.8, 2.0, 1.4, 1.0, 0.8, 0.6, 0.3, 0.3),
    "Plants and pots": (0.4, 0.7, 1.9, 2.5, 2.2, 1.3, 0.9, 0.8, 1.2, 1.0, 0.6, 0.7),
    "Sweets and gifts": (0.6, 1.1, 1.2, 0.9, 0.9, 0.6, 0.6, 0.6, 0.8, 1.1, 2.4, 2.8),
    "Bath and candles": (1.0, 1.0, 0.9, 0.8, 0.9, 0.8, 0.8, 0.8, 1.0, 1.2, 1.5, 1.6),
    "Decoration": (0.8, 0.8, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8, 1.0, 1.1, 1.8, 1.9),
    "Lighting": (1.1, 1.0, 0.9, 0.8, 0.8, 0.7, 0.7, 0.8, 1.0, 1.3, 1.5, 1.4),
}
HOUR_WEIGHTS = {  # by channel, midnight first
    WEB: (3, 1, 1, 1, 1, 2, 5, 9, 14, 18, 20, 20, 21, 19, 18, 18, 19, 21, 24, 29, 34)
    + (31, 20, 9),
    APP: (4, 2, 1, 1, 1, 3, 11, 20, 17, 13, 13, 15, 24, 20, 14, 14, 17, 24, 25, 25, 28)
    + (30, 24, 11),
    STORE: (0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 14, 18, 17, 15, 15, 17, 19, 20, 15, 7, 0)
    + (0, 0, 0),
}

# Code, lines. Each dirty line has exactly this one defect.
REJECTED_LINES = {
    "customer_id_missing": 120,
    "order_id_missing": 8,
    "product_id_missing": 14,
    "ordered_at_unreadable": 25,
    "ordered_at_too_early": 6,
    "ordered_at_too_late": 5,
    "quantity_zero": 12,
    "quantity_unreadable": 10,
    "unit_price_zero": 30,
    "unit_price_negative": 7,
    "unit_price_unreadable": 9,
    "duplicate_line": 60,
}
CORRECTED_LINES = {
    "mojibake": 40,
    "customer_id_padded": 20,
    "product_id_lower_case": 15,
}
UNREADABLE_TIMES = ("2024-02-30 10:00:00", "not a date", "31/31/2024", "")
EARLY_TIMES = ("1900-01-01 00:00:00", "1970-01-01 00:00:00")
LATE_TIMES = ("2099-12-31 00:00:00", "2099-12-31 23:59:59", "2050-01-01 12:00:00")
UNREADABLE_QUANTITIES = ("two", "1e3", "")
UNREADABLE_PRICES = ("free", "n/a", "")

# Campaign id, day of contact, share of known customers contacted.
CAMPAIGNS = (
    ("2024-05-spring-garden", "2024-05-13", 0.85),
    ("2024-09-autumn-home", "2024-09-16", 0.75),
    ("2024-11-black-week", "2024-11-25", 0.65),
    ("2025-04-garden-opening", "2025-04-07", 0.55),
)
TREATMENT_SHARE = 0.60
RESPONSE_DAYS = 14
CONTACT_CHANNELS = (("email", "0.02"), ("push", "0.01"), ("post", "0.68"))


@dataclass(frozen=True)
class Persona:
    """What the members of a persona do; medians, and spreads as sd of the logarithm.

    `days`: since the last order; `orders`: in all; `window`: days over which the
    orders are spread; `value`: EUR before reductions per order; `price`: EUR per unit;
    `lines`: per order, beside the other personas; `pull`: share of orders placed
    because of a promotion; `uptake`: share of a promotion's lines bought reduced;
    `effect`: chance that a campaign moves an order; `age` in years; `income` in EUR a
    year; `female`, `channels`: shares; `tastes`: weight of a category beside another's
    1; `gifts`: buys at Christmas, Valentine's and Mother's Day.
    """

    name: str
    share: float
    days: float
    days_spread: float
    orders: float
    orders_spread: float
    window: float
    value: float
    value_spread: float
    price: float
    price_spread: float
    lines: float
    pull: float
    uptake: float
    effect: float
    age: float
    age_spread: float
    income: float
    female: float
    channels: tuple[float, float, float]  # web, app, store
    tastes: dict[str, float]
    gifts: bool = False


# In this order, the first n make a shop with n personas.
PERSONAS = (
    Persona(
        name="loyal regulars",
        share=0.17,
        days=10,
        days_spread=0.55,
        orders=12,
        orders_spread=0.26,
        window=530,
        value=58,
        value_spread=0.25,
        price=13,
        price_spread=0.16,
        lines=2.1,
        pull=0.08,
        uptake=0.25,
        effect=0.05,
        age=46,
        age_spread=11,
        income=47_000,
        female=0.60,
        channels=(0.35, 0.45, 0.20),
        tastes={"Coffee and tea": 3, "Pantry": 3, "Bath and candles": 2},
    ),
    Persona(
        name="seasonal gift shoppers",
        share=0.18,
        days=205,
        days_spread=0.40,
        orders=2.3,
        orders_spread=0.28,
        window=330,
        value=122,
        value_spread=0.26,
        price=19,
        price_spread=0.16,
        lines=2.6,
        pull=0.03,
        uptake=0.15,
        effect=0.20,
        age=41,
        age_spread=13,
        income=44_000,
        female=0.52,
        channels=(0.65, 0.20, 0.15),
        tastes={"Sweets and gifts": 4, "Decoration": 2.5, "Bath and candles": 2},
        gifts=True,
    ),
    Persona(
        name="bargain hunters",
        share=0.19,
        days=34,
        days_spread=0.55,
        orders=4.7,
        orders_spread=0.32,
        window=520,
        value=27,
        value_spread=0.26,
        price=8,
        price_spread=0.16,
        lines=2.2,
        pull=0.90,
        uptake=0.90,
        effect=0.12,
        age=36,
        age_spread=12,
        income=31_000,
        female=0.58,
        channels=(0.50, 0.40, 0.10),
        tastes={"Kitchen": 2, "Tableware": 2, "Textiles": 2},
    ),
    Persona(
        name="big-ticket enthusiasts",
        share=0.13,
        days=72,
        days_spread=0.50,
        orders=4.4,
        orders_spread=0.36,
        window=480,
        value=360,
        value_spread=0.33,
        price=105,
        price_spread=0.20,
        lines=1.8,
        pull=0.08,
        uptake=0.20,
        effect=0.10,
        age=52,
        age_spread=10,
        income=78_000,
        female=0.44,
        channels=(0.50, 0.10, 0.40),
        tastes={"Furniture": 4, "Lighting": 3, "Garden": 2.5},
    ),
    Persona(
        name="newcomers",
        share=0.14,
        days=22,
        days_spread=0.50,
        orders=2.0,
        orders_spread=0.28,
        window=100,
        value=40,
        value_spread=0.20,
        price=14,
        price_spread=0.12,
        lines=1.7,
        pull=0.12,
        uptake=0.25,
        effect=0.10,
        age=29,
        age_spread=8,
        income=34_000,
        female=0.50,
        channels=(0.30, 0.65, 0.05),
        tastes={"Plants and pots": 2.5, "Coffee and tea": 1.5, "Decoration": 1.5},
    ),
    Persona(
        name="lapsed regulars",
        share=0.19,
        days=345,
        days_spread=0.22,
        orders=7.2,
        orders_spread=0.30,
        window=230,
        value=45,
        value_spread=0.27,
        price=14,
        price_spread=0.16,
        lines=2.1,
        pull=0.10,
        uptake=0.25,
        effect=0.18,
        age=49,
        age_spread=13,
        income=42_000,
        female=0.56,
        channels=(0.60, 0.15, 0.25),
        tastes={"Pantry": 2, "Textiles": 2, "Kitchen": 1.5},
    ),
)
CONTINUUM = Persona(
    name="everyone",
    share=1.0,
    days=75,
    days_spread=1.00,
    orders=4.8,
    orders_spread=0.60,
    window=400,
    value=62,
    value_spread=0.55,
    price=17,
    price_spread=0.45,
    lines=2.2,
    pull=0.30,
    uptake=0.50,
    effect=0.10,
    age=43,
    age_spread=13,
    income=43_000,
    female=0.54,
    channels=(0.50, 0.30, 0.20),
    tastes={},
)

# Correlation of the drawn days, orders, value, price and taste for reductions.
PERSONA_CORRELATION = (
    (1.0, -0.2, 0.0, 0.0, 0.0),
    (-0.2, 1.0, 0.0, 0.0, 0.0),
    (0.0, 0.0, 1.0, 0.4, -0.1),
    (0.0, 0.0, 0.4, 1.0, -0.1),
    (0.0, 0.0, -0.1, -0.1, 1.0),
)
CONTINUUM_CORRELATION = (
    (1.0, -0.5, -0.1, 0.0, 0.0),
    (-0.5, 1.0, 0.2, 0.0, 0.1),
    (-0.1, 0.2, 1.0, 0.5, -0.2),
    (0.0, 0.0, 0.5, 1.0, -0.3),
    (0.0, 0.1, -0.2, -0.3, 1.0),
)

LOWEST_PRICE_LEVEL = 3.0  # EUR; price levels are 0.12 apart in the logarithm
PRICE_LEVEL_STEP = 0.12
PRICE_LEVELS = 44
PRICE_TOLERANCE = 0.52  # sd of the logarithm of the prices one customer buys at


@dataclass(frozen=True)
class Shop:
    """What is fixed whatever the seed: products, their appeal, the calendar.

    `products`: one row per product, code order. `prices`: (2, products) cents, before
    and after the price revision. `reductions`: (promotions, products) percent.
    `promotion_of_day`: (days,), -1 for none. `choice`: (price levels, categories,
    25) cumulative chance of each product. `reach`: (price levels, categories) weight.
    `category_seasons`: (12, categories). `month_of_day`, `weekday_of_day`: (days,).
    """

    products: pd.DataFrame
    prices: np.ndarray
    reductions: np.ndarray
    promotion_of_day: np.ndarray
    choice: np.ndarray
    reach: np.ndarray
    category_seasons: np.ndarray
    month_of_day: np.ndarray
    weekday_of_day: np.ndarray


def day_number(day: str) -> int:
    """Days from 2024-01-01 to `day` ('YYYY-MM-DD')."""
    return int((np.datetime64(day) - FIRST_DAY).astype(int))


def open_shop() -> Shop:
    """The catalogue and the calendar, the same for every seed and size."""
    rng = np.random.default_rng(20240101)
    entries = [
        (name.strip(), round(100 * float(price)), category)
        for category, block in CATALOGUE.items()
        for name, price in (line.split("|") for line in block.strip().splitlines())
    ]
    names, cents, categories = zip(*entries, strict=True)
    codes = {name: code for code, name in enumerate(names)}
    price = np.array(cents)
    dearer = price * rng.choice((1.04, 1.06, 1.08), size=PRODUCT_COUNT)
    revised = rng.random(PRODUCT_COUNT) < 1 / 3
    later = np.where(revised, np.rint(dearer / 10).astype(int) * 10, price)
    cost = np.rint(price * rng.uniform(0.38, 0.66, size=PRODUCT_COUNT)).astype(int)
    companion = np.full(PRODUCT_COUNT, -1)
    for first, second in COMPANIONS.items():
        companion[codes[first]] = codes[second]
    products = pd.DataFrame(
        {
            "product_id": [f"P{code + 1:04d}" for code in range(PRODUCT_COUNT)],
            "product_name": names,
            "category": categories,
            "unit_cost_cents": cost,
            "companion": companion,
        }
    )

    promotion_of_day = np.full(DAYS, -1)
    for number, (first, last, _) in enumerate(PROMOTIONS):
        promotion_of_day[day_number(first) : day_number(last) + 1] = number
    reductions = np.array([depth for _, _, depth in PROMOTIONS])[:, None] + rng.choice(
        (-5, 0, 0, 5, 10), size=(len(PROMOTIONS), PRODUCT_COUNT)
    )

    appeal = np.concatenate(
        [
            rng.permutation(np.arange(1, PRODUCTS_PER_CATEGORY + 1) ** -0.5)
            for _ in CATEGORIES
        ]
    )
    levels = np.log(LOWEST_PRICE_LEVEL) + PRICE_LEVEL_STEP * np.arange(PRICE_LEVELS)
    gap = (np.log(price / 100)[None, :] - levels[:, None]) / PRICE_TOLERANCE
    weight = (appeal * np.exp(-0.5 * gap**2)).reshape(
        PRICE_LEVELS, len(CATEGORIES), PRODUCTS_PER_CATEGORY
    )
    reach = weight.sum(axis=2)
    choice = weight.cumsum(axis=2) / np.maximum(reach, 1e-300)[:, :, None]

    dates = FIRST_DAY + np.arange(DAYS)
    seasons = np.ones((12, len(CATEGORIES)))
    for category, by_month in CATEGORY_SEASONS.items():
        seasons[:, CATEGORIES.index(category)] = by_month
    return Shop(
        products=products,
        prices=np.stack([price, later]),
        reductions=reductions,
        promotion_of_day=promotion_of_day,
        choice=choice,
        reach=reach,
        category_seasons=seasons,
        month_of_day=dates.astype("datetime64[M]").astype(int) % 12,
        weekday_of_day=(dates.astype("datetime64[D]").astype(int) + 3) % 7,
    )


def day_weights(*, shop: Shop, gifts: bool) -> np.ndarray:
    """(days,) How many orders a day attracts beside another."""
    if gifts:
        weights = np.ones(DAYS)
        for first, last, weight in GIFT_SEASONS:
            weights[day_number(first) : day_number(last) + 1] = weight
    else:
        weights = np.array(MONTH_WEIGHTS)[shop.month_of_day]
        for year_end in ("2024-12-24", "2024-12-25", "2024-12-26"):
            weights[day_number(year_end)] *= 0.4
    return weights * np.array(WEEKDAY_WEIGHTS)[shop.weekday_of_day]


def draw_customers(
    *,
    personas: tuple[Persona, ...],
    count: int,
    rng: np.random.Generator,
    latent_shape: str = "normal",
) -> pd.DataFrame:
    """One row per customer: persona, buyer or prospect, latent behaviour, attributes.

    `z_*` are standard normal within the persona, or independent and uniform with the
    same spread; income is EUR a year; attributes are missing (NaN, -1) for a few.
    """
    shares = np.array([persona.share for persona in personas])
    persona = rng.choice(len(personas), size=count, p=shares / shares.sum())
    correlation = PERSONA_CORRELATION if len(personas) > 1 else CONTINUUM_CORRELATION
    if latent_shape == "uniform":
        latent = np.sqrt(12) * (rng.random((count, 5)) - 0.5)
    else:
        latent = rng.standard_normal((count, 5)) @ np.linalg.cholesky(correlation).T
    prospect = np.zeros(count, dtype=bool)
    prospect[rng.permutation(count)[: round(PROSPECT_SHARE * count)]] = True

    def of(field: str) -> np.ndarray:
        return np.array([getattr(each, field) for each in personas])[persona]

    age = np.clip(np.rint(rng.normal(of("age"), of("age_spread"))), 18, 88)
    age[rng.random(count) < 0.04] = np.nan
    gender = np.where(rng.random(count) < of("female"), 0, 1)
    gender[rng.random(count) < 0.01] = 2
    gender[rng.random(count) < 0.03] = -1
    income = of("income") * np.exp(0.32 * rng.standard_normal(count))
    income = np.rint(income / 100) * 100
    income[rng.random(count) < 0.06] = np.nan
    country = rng.choice(len(COUNTRIES), size=count, p=COUNTRY_WEIGHTS)
    cities = np.array([len(CITIES[name]) for name in COUNTRIES])[country]
    city = np.floor(cities * rng.random(count) ** 1.4).astype(int)
    primary = rng.random(count)
    channels = np.cumsum([each.channels for each in personas], axis=1)[persona]
    return pd.DataFrame(
        {
            "persona": persona,
            "prospect": prospect,
            "z_days": latent[:, 0],
            "z_orders": latent[:, 1],
            "z_value": latent[:, 2],
            "z_price": latent[:, 3],
            "z_reductions": latent[:, 4],
            "age": age,
            "gender": gender,
            "income": income,
            "country": country,
            "city": city,
            "channel": np.minimum((primary[:, None] > channels).sum(axis=1), 2),
        }
    )


def draw_last_days(
    *, persona: Persona, weights: np.ndarray, z: np.ndarray
) -> np.ndarray:
    """(n,) Day of the last order, from `z` (n,): high is long ago."""
    days_since = DAYS - np.arange(DAYS)
    at_least = np.maximum(days_since, FRESH_DAYS)
    gap = (np.log(at_least) - np.log(persona.days)) / persona.days_spread
    chance = weights * np.exp(-0.5 * gap**2) / at_least
    chance[:EARLIEST_LAST_DAY] = 0.0
    long_ago = np.cumsum(chance / chance.sum())[:-1]  # of day 0, 1, ... or before
    normal = NormalDist()
    edges = [normal.inv_cdf(min(max(c, 1e-12), 1 - 1e-12)) for c in long_ago]
    return np.searchsorted(np.array(edges), -z, side="left")


def draw_days(
    *, weights: np.ndarray, first: np.ndarray, last: np.ndarray, u: np.ndarray
) -> np.ndarray:
    """(n,) A day in [first, last] by `weights` (days,); -1 where all weights are 0."""
    edges = np.concatenate([[0.0], np.cumsum(weights)])
    mass = edges[last + 1] - edges[first]
    day = np.searchsorted(edges, edges[first] + u * mass, side="right") - 1
    return np.where(mass > 1e-9, np.clip(day, first, last), -1)


def draw_orders(
    *,
    shop: Shop,
    customers: pd.DataFrame,
    personas: tuple[Persona, ...],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row per order: customer (row number), day, whether it is the last one."""
    parts = []
    for number, persona in enumerate(personas):
        chosen = ((customers["persona"] == number) & ~customers["prospect"]).to_numpy()
        who = np.flatnonzero(chosen)
        z = customers.iloc[who]
        pull = _share(persona.pull, 0.5 * z["z_reductions"].to_numpy())
        usual = day_weights(shop=shop, gifts=persona.gifts)
        usual = usual / usual.mean()
        promoted = np.where(shop.promotion_of_day >= 0, usual, 0.0)
        promoted = promoted / promoted.mean()
        last = draw_last_days(
            persona=persona,
            weights=(1 - persona.pull) * usual + persona.pull * promoted,
            z=z["z_days"].to_numpy(),
        )
        orders = persona.orders * np.exp(persona.orders_spread * z["z_orders"])
        count = np.maximum(1, np.floor(orders + rng.random(len(who)))).astype(int)
        window = persona.window * np.exp(0.25 * rng.standard_normal(len(who)))
        first = np.maximum(0, last - np.maximum(3, window).astype(int))

        row = np.repeat(np.arange(len(who)), count - 1)
        bounds = {"first": first[row], "last": np.maximum(first, last - 1)[row]}
        u = rng.random(len(row))
        day = draw_days(weights=usual, u=u, **bounds)
        pulled = draw_days(weights=promoted, u=u, **bounds)
        day = np.where((rng.random(len(row)) < pull[row]) & (pulled >= 0), pulled, day)
        parts.append(pd.DataFrame({"customer": who[row], "day": day, "last": False}))
        parts.append(pd.DataFrame({"customer": who, "day": last, "last": True}))
    return pd.concat(parts).sort_values(["customer", "day", "last"], ignore_index=True)


def _share(center: float, z: np.ndarray) -> np.ndarray:
    """A share in (0, 1) around `center`, moved by `z` on the log-odds scale."""
    return 1 / (1 + np.exp(-np.log(center / (1 - center)) - z))


def draw_campaign_contacts(
    *,
    orders: pd.DataFrame,
    customers: pd.DataFrame,
    personas: tuple[Persona, ...],
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts, and the orders with some of the treated customers' moved.

    A campaign acts by moving an order that would have come anyway to the days after
    the contact, so that response and orders agree. First and last orders stay.
    """
    day = orders["day"].to_numpy().copy()
    customer = orders["customer"].to_numpy()
    is_last = orders["last"].to_numpy()
    starts = np.flatnonzero(np.diff(customer, prepend=-1))
    stops = np.append(starts[1:], len(customer))
    effects = np.array([persona.effect for persona in personas])
    contacts = []
    for campaign_id, contact_day, share in CAMPAIGNS:
        start = day_number(contact_day)
        known = day[starts] < start
        chosen = np.flatnonzero(known & (rng.random(len(starts)) < share))
        treated = rng.random(len(chosen)) < TREATMENT_SHARE
        who = customer[starts[chosen]]
        moved = treated & (
            rng.random(len(chosen)) < effects[customers["persona"].to_numpy()[who]]
        )
        delay = np.minimum(rng.geometric(0.25, size=len(chosen)), RESPONSE_DAYS - 1)
        for block, by in zip(chosen[moved], delay[moved], strict=True):
            span = np.arange(starts[block], stops[block])
            final = day[span[is_last[span]][0]]
            movable = span[1:][
                ~is_last[span[1:]]
                & (np.abs(day[span[1:]] - start - 7) > 7)
                & (final > start + RESPONSE_DAYS)
            ]
            if len(movable):
                nearest = movable[np.argmin(np.abs(day[movable] - start))]
                day[nearest] = start + by
        seconds = start * SECONDS_PER_DAY + rng.integers(28_800, 36_000, len(chosen))
        contacts.append(
            pd.DataFrame(
                {
                    "campaign_id": campaign_id,
                    "customer": who,
                    "time": seconds,
                    "treated": treated,
                    "channel": rng.choice(3, size=len(chosen), p=(0.7, 0.2, 0.1)),
                }
            )
        )
    moved_orders = orders.assign(day=day)
    return pd.concat(contacts, ignore_index=True), moved_orders


def stamp_orders(
    *,
    shop: Shop,
    orders: pd.DataFrame,
    customers: pd.DataFrame,
    personas: tuple[Persona, ...],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The orders with `channel` and `time` (seconds since 2024-01-01)."""
    who = orders["customer"].to_numpy()
    day = orders["day"].to_numpy()
    mixes = np.cumsum([persona.channels for persona in personas], axis=1)
    mix = mixes[customers["persona"].to_numpy()[who]]
    other = np.minimum((rng.random(len(who))[:, None] > mix).sum(axis=1), 2)
    primary = customers["channel"].to_numpy()[who]
    channel = np.where(rng.random(len(who)) < 0.75, primary, other)
    closed = (channel == STORE) & (shop.weekday_of_day[day] == 6)
    channel = np.where(closed, WEB, channel)
    time = day * SECONDS_PER_DAY + draw_seconds(channel=channel, rng=rng)
    return orders.assign(channel=channel, time=time)


def draw_seconds(*, channel: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(n,) Second of the day, by the channel's hours."""
    hours = np.cumsum([HOUR_WEIGHTS[each] for each in (WEB, APP, STORE)], axis=1)
    hours = hours / hours[:, -1:]
    hour = (rng.random(len(channel))[:, None] > hours[channel]).sum(axis=1)
    return hour * 3600 + rng.integers(0, 3600, size=len(channel))


def size_orders(
    *,
    orders: pd.DataFrame,
    customers: pd.DataFrame,
    personas: tuple[Persona, ...],
    line_count: int,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, np.ndarray, int]:
    """Orders with `lines`, `cancelled`, `extra`; mean lines a customer; return lines.

    `extra` is the non-product the order carries (-1 for none). All lines together,
    with extras, returns and cancellations, are exactly `line_count`.
    """
    count = len(orders)
    who = orders["customer"].to_numpy()
    usual = np.array([persona.lines for persona in personas])
    more = usual[customers["persona"].to_numpy()] - 1
    more = more * np.exp(0.15 * rng.standard_normal(len(customers)))
    extras = round(NON_PRODUCT_SHARE * line_count)
    sales = (line_count - extras) / (1 + RETURN_SHARE + CANCELLED_SHARE)
    if sales <= count:
        raise ValueError(f"lines: {line_count} are too few for {count} orders")
    more = more * (sales - count) / more[who].sum()
    lines = 1 + rng.poisson(more[who])

    order_of = rng.permutation(count)
    extra = np.full(count, -1)
    online = orders["channel"].to_numpy() != STORE
    carriers = order_of[online[order_of]][:extras]
    extra[carriers] = rng.choice(
        len(NON_PRODUCTS), size=len(carriers), p=[each[3] for each in NON_PRODUCTS]
    )
    repeated = np.bincount(who, minlength=len(customers))[who] > 1
    early = orders["day"].to_numpy() < DAYS - 1
    open_to = (extra < 0) & online & repeated & early
    candidates = rng.permutation(np.flatnonzero(open_to))
    cancelled = np.zeros(count, dtype=bool)
    cancelled[candidates[: round(CANCELLED_SHARE * count)]] = True

    doubled = int(lines[cancelled].sum())
    wanted = line_count - len(carriers) - doubled
    product_lines = round(wanted / (1 + RETURN_SHARE))
    spare = product_lines - int(lines.sum())
    while spare != 0:
        room = ~cancelled & (lines < 25) if spare > 0 else ~cancelled & (lines > 1)
        changed = rng.permutation(np.flatnonzero(room))[: abs(spare)]
        lines[changed] += np.sign(spare)
        spare = product_lines - int(lines.sum())
    sized = orders.assign(lines=lines, cancelled=cancelled, extra=extra)
    return sized, 1 + more, wanted - product_lines


def draw_lines(
    *,
    shop: Shop,
    orders: pd.DataFrame,
    customers: pd.DataFrame,
    personas: tuple[Persona, ...],
    mean_lines: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row per product line sold: order (row number), product, quantity, cents."""
    order = np.repeat(np.arange(len(orders)), orders["lines"].to_numpy())
    who = orders["customer"].to_numpy()[order]
    day = orders["day"].to_numpy()[order]
    persona = customers["persona"].to_numpy()

    def of(field: str) -> np.ndarray:
        return np.array([getattr(each, field) for each in personas])[persona]

    usual_price = of("price") * np.exp(of("price_spread") * customers["z_price"])
    level = np.log(usual_price.to_numpy() / LOWEST_PRICE_LEVEL) / PRICE_LEVEL_STEP
    level = np.clip(np.rint(level), 0, PRICE_LEVELS - 1).astype(int)
    product = draw_products(
        shop=shop,
        order=order,
        who=who,
        day=day,
        level=level,
        tastes=draw_tastes(persona=persona, personas=personas, rng=rng),
        rng=rng,
    )

    revised = (day >= PRICE_REVISION_DAY).astype(int)
    price = shop.prices[revised, product]
    value = of("value") * np.exp(of("value_spread") * customers["z_value"].to_numpy())
    value = value * np.where(rng.random(len(customers)) < 0.02, 1.7, 1.0)
    units = value / (usual_price.to_numpy() * mean_lines)
    wanted = units[who] * (price / (100 * usual_price.to_numpy()[who])) ** -0.5
    wanted = np.clip(wanted, 1.0, 9.0)
    quantity = 1 + rng.poisson((wanted - 1) * rng.gamma(3.0, 1 / 3.0, len(order)))
    bulk = (rng.random(len(order)) < 0.002) & (price < 1000)
    quantity = np.where(bulk, rng.choice((6, 12, 24), len(order)), quantity)

    promotion = shop.promotion_of_day[day]
    uptake = np.empty(len(customers))
    for number, each in enumerate(personas):
        z = 0.5 * customers["z_reductions"].to_numpy()
        uptake = np.where(persona == number, _share(each.uptake, z), uptake)
    reduced = (promotion >= 0) & (rng.random(len(order)) < uptake[who])
    percent = np.where(reduced, shop.reductions[np.maximum(promotion, 0), product], 0)
    discount = (quantity * price * percent + 50) // 100
    return pd.DataFrame(
        {
            "order": order,
            "product": product,
            "quantity": quantity,
            "price": price,
            "discount": discount,
        }
    )


def draw_tastes(
    *, persona: np.ndarray, personas: tuple[Persona, ...], rng: np.random.Generator
) -> np.ndarray:
    """(customers, categories) The persona's weights, with two favourites each."""
    weights = np.array(
        [[each.tastes.get(name, 1.0) for name in CATEGORIES] for each in personas]
    )[persona]
    rows = np.arange(len(persona))
    favourites = np.cumsum(weights, axis=1)
    for factor in (4.0, 2.5):
        u = rng.random(len(persona)) * favourites[:, -1]
        weights[rows, (u[:, None] > favourites).sum(axis=1)] *= factor
    return weights


def draw_products(
    *,
    shop: Shop,
    order: np.ndarray,
    who: np.ndarray,
    day: np.ndarray,
    level: np.ndarray,
    tastes: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """(lines,) Product codes, none twice in one order.

    `order`, `who`, `day`: (lines,); `level`, `tastes`: by customer.
    """
    by_category = tastes * shop.reach[level]
    favourite = np.stack(
        [
            _pick_product(shop, level, np.full(len(level), CATEGORIES.index(name)), rng)
            for name in CONSUMABLES
        ]
    )

    def pick(chosen: np.ndarray) -> np.ndarray:
        customer = who[chosen]
        weights = by_category[customer]
        weights = weights * shop.category_seasons[shop.month_of_day[day[chosen]]]
        edges = np.cumsum(weights, axis=1)
        u = rng.random(len(chosen)) * edges[:, -1]
        category = np.minimum((u[:, None] > edges).sum(axis=1), len(CATEGORIES) - 1)
        return _pick_product(shop, level[customer], category, rng)

    product = pick(np.arange(len(order)))
    again = rng.random(len(order)) < 0.45
    for number, name in enumerate(CONSUMABLES):
        own = again & (product // PRODUCTS_PER_CATEGORY == CATEGORIES.index(name))
        product = np.where(own, favourite[number][who], product)
    companion = shop.products["companion"].to_numpy()[product]
    followed = (np.diff(order, append=-1) == 0) & (companion >= 0)
    followed &= rng.random(len(order)) < COMPANION_CHANCE
    leaders = np.flatnonzero(followed)
    product[leaders + 1] = companion[leaders]

    for attempt in range(60):
        key = order * PRODUCT_COUNT + product
        by_key = np.argsort(key, kind="stable")
        twice = by_key[1:][np.diff(key[by_key]) == 0]
        if not len(twice):
            return product
        if attempt < 20:
            product[twice] = pick(twice)
        else:
            product[twice] = rng.integers(0, PRODUCT_COUNT, len(twice))
    raise ValueError("lines: an order is too long to hold different products only")


def _pick_product(
    shop: Shop, level: np.ndarray, category: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """(n,) A product code for each price level and category (n,)."""
    edges = shop.choice[level, category]
    within = (rng.random(len(level))[:, None] > edges).sum(axis=1)
    within = np.minimum(within, PRODUCTS_PER_CATEGORY - 1)
    return category * PRODUCTS_PER_CATEGORY + within


def draw_extras(*, orders: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The non-product lines that orders carry, as lines of one piece."""
    order = np.flatnonzero(orders["extra"].to_numpy() >= 0)
    extra = orders["extra"].to_numpy()[order]
    prices = np.array([each[2] for each in NON_PRODUCTS])
    return pd.DataFrame(
        {
            "order": order,
            "product": PRODUCT_COUNT + extra,
            "quantity": 1,
            "price": prices[extra, rng.integers(0, 2, len(order))],
            "discount": 0,
        }
    )


def draw_returns(
    *,
    shop: Shop,
    orders: pd.DataFrame,
    sales: pd.DataFrame,
    count: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """`count` sale lines that come back, whole or in part, some days later."""
    delay = np.exp(np.log(9) + 0.55 * rng.standard_normal(len(orders)))
    day = orders["day"].to_numpy() + np.clip(delay, 2, 45).astype(int)
    channel = orders["channel"].to_numpy()
    channel = np.where(rng.random(len(orders)) < 0.25, STORE, channel)
    day_known = np.minimum(day, DAYS - 1)
    closed = (channel == STORE) & (shop.weekday_of_day[day_known] == 6)
    channel = np.where(closed, WEB, channel)
    time = day * SECONDS_PER_DAY + draw_seconds(channel=channel, rng=rng)
    possible = (day < DAYS) & ~orders["cancelled"] & (orders["extra"] < 0)

    order = sales["order"].to_numpy()
    lines = np.flatnonzero(possible.to_numpy()[order])
    if len(lines) < count:
        raise ValueError(f"lines: only {len(lines)} could be returned, not {count}")
    fragile = np.isin(
        sales["product"].to_numpy()[lines] // PRODUCTS_PER_CATEGORY,
        [CATEGORIES.index(name) for name in ("Textiles", "Lighting", "Furniture")],
    )
    haste = rng.exponential(size=len(lines)) / np.where(fragile, 2.2, 1.0)
    lines = np.sort(lines[np.argsort(haste, kind="stable")[:count]])
    returned = sales.iloc[lines].reset_index(drop=True)
    sold = returned["quantity"].to_numpy()
    part = 1 + np.floor(rng.random(count) * sold).astype(int)
    back = np.where(rng.random(count) < 0.3, part, sold)
    money = returned["discount"].to_numpy()
    order = returned["order"].to_numpy()
    return returned.assign(
        quantity=-back,
        discount=-((2 * money * back + sold) // (2 * sold)),
        time=time[order],
        channel=channel[order],
        kind=RETURN,
    )


def cancel_orders(
    *, orders: pd.DataFrame, sales: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Every line of the cancelled orders negated, minutes later."""
    later = orders["time"].to_numpy() + rng.integers(180, 5_400, len(orders))
    returned = sales[orders["cancelled"].to_numpy()[sales["order"].to_numpy()]]
    return returned.assign(
        quantity=-returned["quantity"],
        discount=-returned["discount"],
        time=later[returned["order"].to_numpy()],
        kind=CANCELLATION,
    )


def fill_orders(
    *,
    shop: Shop,
    orders: pd.DataFrame,
    customers: pd.DataFrame,
    personas: tuple[Persona, ...],
    line_count: int,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sized, stamped orders, and all their lines: sales, returns, cancellations.

    Lines: order (row number), kind, customer, product, time (s), quantity, price and
    discount (cents), channel, country; products from 300 on are NON_PRODUCTS.
    """
    orders = stamp_orders(
        shop=shop, orders=orders, customers=customers, personas=personas, rng=rng
    )
    orders, mean_lines, return_count = size_orders(
        orders=orders,
        customers=customers,
        personas=personas,
        line_count=line_count,
        rng=rng,
    )
    sold = draw_lines(
        shop=shop,
        orders=orders,
        customers=customers,
        personas=personas,
        mean_lines=mean_lines,
        rng=rng,
    )
    extras = draw_extras(orders=orders, rng=rng)
    sales = pd.concat([sold, extras], ignore_index=True)
    order = sales["order"].to_numpy()
    sales = sales.assign(
        time=orders["time"].to_numpy()[order],
        channel=orders["channel"].to_numpy()[order],
        kind=SALE,
    )
    returns = draw_returns(
        shop=shop,
        orders=orders,
        sales=sales.iloc[: len(sold)],
        count=return_count,
        rng=rng,
    )
    cancelled = cancel_orders(orders=orders, sales=sales, rng=rng)
    lines = pd.concat([sales, returns, cancelled], ignore_index=True)
    customer = orders["customer"].to_numpy()[lines["order"].to_numpy()]
    country = customers["country"].to_numpy()[customer]
    return orders, lines.assign(customer=customer, country=country)


def number_orders(*, time: np.ndarray, first: int) -> np.ndarray:
    """(n,) Order numbers that rise with time (n,), from `first`."""
    number = np.empty(len(time), dtype=np.int64)
    number[np.argsort(time, kind="stable")] = first + np.arange(len(time))
    return number


def choose_personas(count: int, *, spread: float = 1.0) -> tuple[Persona, ...]:
    """The first `count` personas, or one group without structure.

    spread: how far members stray from their persona, as a multiple of the usual; at
    1.6 the personas overlap.
    """
    if not 1 <= count <= len(PERSONAS):
        raise ValueError(f"personas: {count} is not between 1 and {len(PERSONAS)}")
    if not 0.1 <= spread <= 5:
        raise ValueError(f"spread: {spread} is not between 0.1 and 5")
    chosen = PERSONAS[:count] if count > 1 else (CONTINUUM,)
    return tuple(
        replace(
            persona,
            days_spread=persona.days_spread * spread,
            orders_spread=persona.orders_spread * spread,
            value_spread=persona.value_spread * spread,
            price_spread=persona.price_spread * spread,
        )
        for persona in chosen
    )


# ---------------------------------------------------------------- the demo: dirty text


def write_demo(*, seeds: Path, truth: Path) -> None:
    """Write the demo shop's four CSV files and the two files of planted truth."""
    shop = open_shop()
    personas = choose_personas(len(PERSONAS))
    rng = np.random.default_rng([DEMO_SEED, 0])
    added = sum(REJECTED_LINES.values())
    customers = draw_customers(
        personas=personas, count=round(DEMO_LINES / LINES_PER_CUSTOMER), rng=rng
    )
    planned = draw_orders(shop=shop, customers=customers, personas=personas, rng=rng)
    contacts, planned = draw_campaign_contacts(
        orders=planned, customers=customers, personas=personas, rng=rng
    )
    orders, lines = fill_orders(
        shop=shop,
        orders=planned,
        customers=customers,
        personas=personas,
        line_count=DEMO_LINES - added,
        rng=rng,
    )
    customer_ids = np.array([f"C{row + 1:05d}" for row in range(len(customers))])
    transactions = dirty_transactions(
        shop=shop, orders=orders, lines=lines, customer_ids=customer_ids, rng=rng
    )
    buyers = ~customers["prospect"].to_numpy()
    names = np.array([persona.name for persona in personas])
    planted = pd.DataFrame(
        {
            "customer_id": customer_ids[buyers],
            "persona": names[customers["persona"].to_numpy()[buyers]],
        }
    )
    extras = int(((lines["product"] >= PRODUCT_COUNT) & (lines["kind"] == SALE)).sum())
    counts = {**REJECTED_LINES, **CORRECTED_LINES, "non_product_line": extras}
    dirt = pd.DataFrame(counts.items(), columns=["code", "line_count"])

    seeds.mkdir(parents=True, exist_ok=True)
    truth.mkdir(parents=True, exist_ok=True)
    prefix = "raw_segments_"
    _write_csv(transactions, seeds / f"{prefix}transactions.csv")
    _write_csv(
        customer_text(customers=customers, ids=customer_ids),
        seeds / f"{prefix}customers.csv",
    )
    _write_csv(product_text(shop=shop), seeds / f"{prefix}products.csv")
    _write_csv(
        contact_text(contacts=contacts, orders=orders, customer_ids=customer_ids),
        seeds / f"{prefix}campaign_contacts.csv",
    )
    _write_csv(planted, truth / "demo_personas.csv")
    _write_csv(dirt, truth / "demo_dirt.csv")


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)


def _time_text(seconds: np.ndarray | pd.Series) -> np.ndarray:
    """'YYYY-MM-DD HH:MM:SS' of seconds since 2024-01-01."""
    moment = FIRST_DAY.astype("datetime64[s]") + np.asarray(seconds).astype(int)
    return np.char.replace(moment.astype(str), "T", " ")


def _money_text(cents: np.ndarray | pd.Series) -> list[str]:
    """Cents as EUR with two decimals."""
    return [
        f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
        for value in np.asarray(cents).tolist()
    ]


def _optional_text(values: pd.Series) -> list[str]:
    """Whole numbers as text, blank for NaN."""
    return ["" if np.isnan(value) else str(int(value)) for value in values]


def customer_text(*, customers: pd.DataFrame, ids: np.ndarray) -> pd.DataFrame:
    """The customers' file: attributes as text, blank where missing."""
    country = customers["country"].tolist()
    city = customers["city"].tolist()
    return pd.DataFrame(
        {
            "customer_id": ids,
            "email": [f"shopper-{each[1:]}@example.invalid" for each in ids],
            "age": _optional_text(customers["age"]),
            "gender": [(*GENDERS, "")[code] for code in customers["gender"]],
            "income": _optional_text(customers["income"]),
            "city": [
                CITIES[COUNTRIES[land]][town]
                for land, town in zip(country, city, strict=True)
            ],
            "country": [COUNTRIES[land] for land in country],
        }
    )


def product_text(*, shop: Shop) -> pd.DataFrame:
    """The products' file: unit cost as text with two decimals."""
    products = shop.products[["product_id", "product_name", "category"]]
    return products.assign(unit_cost=_money_text(shop.products["unit_cost_cents"]))


def contact_text(
    *, contacts: pd.DataFrame, orders: pd.DataFrame, customer_ids: np.ndarray
) -> pd.DataFrame:
    """The contacts' file; a response is an order kept within 14 days of the contact."""
    kept = orders.loc[~orders["cancelled"], ["customer", "time"]]
    kept = kept.sort_values("time").rename(columns={"time": "responded"})
    contacts = contacts.sort_values("time", kind="stable")
    joined = pd.merge_asof(
        contacts,
        kept,
        left_on="time",
        right_on="responded",
        by="customer",
        direction="forward",
        allow_exact_matches=False,
        tolerance=RESPONSE_DAYS * SECONDS_PER_DAY,
    )
    joined = joined.sort_values(["time", "customer"], ignore_index=True)
    responded = joined["responded"].notna()
    answer = _time_text(joined["responded"].fillna(0))
    cost = np.array([each[1] for each in CONTACT_CHANNELS])[joined["channel"]]
    return pd.DataFrame(
        {
            "campaign_id": joined["campaign_id"],
            "customer_id": customer_ids[joined["customer"]],
            "contacted_at": _time_text(joined["time"]),
            "contact_group": np.where(joined["treated"], "treatment", "control"),
            "channel": [CONTACT_CHANNELS[code][0] for code in joined["channel"]],
            "cost": np.where(joined["treated"], cost, "0.00"),
            "responded_at": np.where(responded, answer, ""),
        }
    )


def dirty_transactions(
    *,
    shop: Shop,
    orders: pd.DataFrame,
    lines: pd.DataFrame,
    customer_ids: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The order lines as text, in order of time, with the planted dirt among them."""
    added = draw_dirty_lines(orders=orders, lines=lines, rng=rng)
    lines = pd.concat([lines.assign(defect=""), added], ignore_index=True)
    new_orders = added.drop_duplicates("order").sort_values("order")
    number = number_orders(
        time=np.concatenate([orders["time"], new_orders["time"]]), first=FIRST_ORDER_ID
    )
    lines = lines.assign(number=number[lines["order"].to_numpy()])
    lines = lines.sort_values(["time", "number", "kind"], kind="stable")
    lines = lines.reset_index(drop=True)
    text = transaction_text(shop=shop, lines=lines, customer_ids=customer_ids)
    text = apply_defects(text=text, defect=lines["defect"].to_numpy())
    return correctable_dirt(text=text, lines=lines, rng=rng)


def draw_dirty_lines(
    *, orders: pd.DataFrame, lines: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Lines to spoil: copies of genuine ones a week or two away, in their own orders.

    Anonymous baskets are whole orders, the other defects stand alone; `defect` says
    which. Duplicates are not among them: they copy a finished line.
    """
    usual = lines[(lines["kind"] == SALE) & (lines["product"] < PRODUCT_COUNT)]
    plain = (~orders["cancelled"] & (orders["extra"] < 0)).to_numpy()
    usual = usual[plain[usual["order"].to_numpy()]]
    anonymous = REJECTED_LINES["customer_id_missing"]
    baskets = rng.permutation(usual["order"].unique())[:anonymous]
    rank = pd.Series(np.arange(len(baskets)), index=baskets)
    copied = usual[usual["order"].isin(baskets)]
    copied = copied.assign(basket=copied["order"].map(rank))
    copied = copied.sort_values("basket", kind="stable").head(anonymous)
    parts = [copied.assign(defect="customer_id_missing")]

    single = {
        code: count
        for code, count in REJECTED_LINES.items()
        if code not in ("customer_id_missing", "duplicate_line")
    }
    others = usual[~usual["order"].isin(baskets)]
    chosen = others.iloc[rng.permutation(len(others))[: sum(single.values())]]
    parts.append(
        chosen.assign(
            basket=anonymous + np.arange(len(chosen)),
            defect=np.repeat(list(single), list(single.values())),
        )
    )
    added = pd.concat(parts, ignore_index=True)
    basket = added["basket"].rank(method="dense").astype(int).to_numpy() - 1
    weeks = rng.choice((-2, -1, 1, 2), size=basket.max() + 1)[basket]
    shift = 7 * weeks * SECONDS_PER_DAY
    time = added["time"].to_numpy()
    outside = (time + shift < 0) | (time + shift >= DAYS * SECONDS_PER_DAY)
    time = time + np.where(outside, -shift, shift)
    seconds = rng.integers(0, 600, size=basket.max() + 1)[basket]
    return added.assign(
        order=len(orders) + basket, time=time // 600 * 600 + seconds, discount=0
    ).drop(columns="basket")


def transaction_text(
    *, shop: Shop, lines: pd.DataFrame, customer_ids: np.ndarray
) -> pd.DataFrame:
    """The order lines' file, clean."""
    ids = [*shop.products["product_id"], *(each[0] for each in NON_PRODUCTS)]
    names = [*shop.products["product_name"], *(each[1] for each in NON_PRODUCTS)]
    categories = [*shop.products["category"], *("" for _ in NON_PRODUCTS)]
    product = lines["product"].tolist()
    return pd.DataFrame(
        {
            "order_id": [
                f"{ORDER_PREFIXES[kind]}{number}"
                for kind, number in zip(lines["kind"], lines["number"], strict=True)
            ],
            "customer_id": customer_ids[lines["customer"]],
            "product_id": [ids[code] for code in product],
            "product_name": [names[code] for code in product],
            "category": [categories[code] for code in product],
            "ordered_at": _time_text(lines["time"]),
            "quantity": [str(value) for value in lines["quantity"]],
            "unit_price": _money_text(lines["price"]),
            "discount_amount": _money_text(lines["discount"]),
            "channel": [CHANNELS[code] for code in lines["channel"]],
            "country": [COUNTRIES[code] for code in lines["country"]],
        },
        dtype=object,
    )


def apply_defects(*, text: pd.DataFrame, defect: np.ndarray) -> pd.DataFrame:
    """Spoil each line that has a `defect` (lines,), in that one field only."""
    spoilt = text.copy()
    fields = {
        "customer_id_missing": ("customer_id", ("",)),
        "order_id_missing": ("order_id", ("",)),
        "product_id_missing": ("product_id", ("",)),
        "ordered_at_unreadable": ("ordered_at", UNREADABLE_TIMES),
        "ordered_at_too_early": ("ordered_at", EARLY_TIMES),
        "ordered_at_too_late": ("ordered_at", LATE_TIMES),
        "quantity_zero": ("quantity", ("0",)),
        "quantity_unreadable": ("quantity", UNREADABLE_QUANTITIES),
        "unit_price_zero": ("unit_price", ("0.00",)),
        "unit_price_unreadable": ("unit_price", UNREADABLE_PRICES),
    }
    for code, (column, values) in fields.items():
        rows = np.flatnonzero(defect == code)
        spoilt.loc[rows, column] = [
            values[turn % len(values)] for turn in range(len(rows))
        ]
    rows = np.flatnonzero(defect == "unit_price_negative")
    spoilt.loc[rows, "unit_price"] = "-" + spoilt.loc[rows, "unit_price"]
    return spoilt


def correctable_dirt(
    *, text: pd.DataFrame, lines: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Mojibake, padded and lower-case ids, orders twice, on different sale lines."""
    spoilt = text.copy()
    genuine = (lines["kind"] == SALE) & (lines["product"] < PRODUCT_COUNT)
    rows = rng.permutation(np.flatnonzero(genuine & (lines["defect"] == "")))
    accented = ~text["product_name"].map(str.isascii).to_numpy(dtype=bool)
    count = CORRECTED_LINES
    garbled = rows[accented[rows]][: count["mojibake"]]
    spoilt.loc[garbled, "product_name"] = [
        name.encode("utf-8").decode("cp1252")
        for name in text.loc[garbled, "product_name"]
    ]
    rows = rows[~accented[rows]]
    padded, lower, copied = np.split(
        rows,
        np.cumsum([count["customer_id_padded"], count["product_id_lower_case"]]),
    )
    spoilt.loc[padded, "customer_id"] = [
        (f" {name}", f"{name} ", f"  {name} ")[turn % 3]
        for turn, name in enumerate(text.loc[padded, "customer_id"])
    ]
    spoilt.loc[lower, "product_id"] = text.loc[lower, "product_id"].str.lower()
    # whole orders are there twice, because equal lines inside an order may be pieces
    free = pd.Series(np.isin(np.arange(len(text)), copied), index=lines.index)
    size = free.groupby(lines["number"]).transform("size")
    is_whole = (free.groupby(lines["number"]).transform("all") & (size > 1)).to_numpy()
    once_or_twice = np.ones(len(text), dtype=int)
    left = REJECTED_LINES["duplicate_line"]
    for number in lines["number"].to_numpy()[copied[is_whole[copied]]]:
        rows = np.flatnonzero(lines["number"] == number)
        if (left == len(rows) or left > len(rows) + 1) and once_or_twice[rows[0]] == 1:
            once_or_twice[rows] = 2
            left -= len(rows)
        if left == 0:
            break
    return spoilt.iloc[np.repeat(np.arange(len(text)), once_or_twice)]


# --------------------------------------------------- any size: clean, typed, in chunks


def write_scaled(
    *,
    output: Path,
    line_count: int,
    personas: int,
    seed: int,
    spread: float = 1.0,
    latent_shape: str = "normal",
) -> None:
    """Write transactions, customers, products and personas as Parquet in `output`."""
    if line_count < SMALLEST_SHOP:
        raise ValueError(f"lines: {line_count} is below the minimum of {SMALLEST_SHOP}")
    shop = open_shop()
    chosen = choose_personas(personas, spread=spread)
    output.mkdir(parents=True, exist_ok=True)
    customer_count = round(line_count / LINES_PER_CUSTOMER)
    chunks = max(1, round(customer_count / CUSTOMERS_PER_CHUNK))
    customer_edges = np.linspace(0, customer_count, chunks + 1).round().astype(int)
    line_edges = np.linspace(0, line_count, chunks + 1).round().astype(int)
    with tempfile.TemporaryDirectory(dir=output) as scratch:
        connection = duckdb.connect(str(Path(scratch) / "shop.duckdb"))
        connection.execute("set memory_limit = '1500MB'")
        connection.execute("set preserve_insertion_order = true")
        next_order = FIRST_ORDER_ID
        for chunk in range(chunks):
            rng = np.random.default_rng([seed, 1 + chunk])
            customers = draw_customers(
                personas=chosen,
                count=int(customer_edges[chunk + 1] - customer_edges[chunk]),
                rng=rng,
                latent_shape=latent_shape,
            )
            orders, lines = fill_orders(
                shop=shop,
                orders=draw_orders(
                    shop=shop, customers=customers, personas=chosen, rng=rng
                ),
                customers=customers,
                personas=chosen,
                line_count=int(line_edges[chunk + 1] - line_edges[chunk]),
                rng=rng,
            )
            number = number_orders(time=orders["time"].to_numpy(), first=next_order)
            next_order += len(orders)
            store_chunk(
                connection=connection,
                shop=shop,
                customers=customers,
                personas=chosen,
                lines=lines.assign(number=number[lines["order"].to_numpy()]),
                first_customer=int(customer_edges[chunk]),
            )
        width = max(5, len(str(customer_count)))
        write_parquet(connection=connection, shop=shop, output=output, width=width)
        connection.close()


def _coded(codes: np.ndarray | pd.Series, names: list[str] | tuple) -> pd.Categorical:
    """Names by code (-1 is missing), as a categorical that DuckDB takes as an enum."""
    unique = list(dict.fromkeys(names))
    position = np.append([unique.index(name) for name in names], -1)
    return pd.Categorical.from_codes(position[np.asarray(codes)], unique)


def store_chunk(
    *,
    connection: duckdb.DuckDBPyConnection,
    shop: Shop,
    customers: pd.DataFrame,
    personas: tuple[Persona, ...],
    lines: pd.DataFrame,
    first_customer: int,
) -> None:
    """Append one chunk's customers and lines to the scratch database."""
    ids = [*shop.products["product_id"], *(each[0] for each in NON_PRODUCTS)]
    names = [*shop.products["product_name"], *(each[1] for each in NON_PRODUCTS)]
    product = lines["product"].to_numpy()
    category = np.where(product < PRODUCT_COUNT, product // PRODUCTS_PER_CATEGORY, -1)
    start = FIRST_DAY.astype("datetime64[s]")
    chunk_lines = pd.DataFrame(
        {
            "number": lines["number"],
            "kind": lines["kind"].astype("int8"),
            "customer": (first_customer + 1 + lines["customer"]).astype("int32"),
            "product_id": _coded(product, ids),
            "product_name": _coded(product, names),
            "category": _coded(category, CATEGORIES),
            "ordered_at": start + lines["time"].to_numpy().astype("timedelta64[s]"),
            "quantity": lines["quantity"].astype("int32"),
            "price": lines["price"].astype("int32"),
            "discount": lines["discount"].astype("int32"),
            "channel": _coded(lines["channel"], CHANNELS),
            "country": _coded(lines["country"], COUNTRIES),
        }
    )
    chunk_customers = pd.DataFrame(
        {
            "customer": first_customer + 1 + np.arange(len(customers)),
            "persona": [personas[code].name for code in customers["persona"]],
            "prospect": customers["prospect"],
            "age": customers["age"],
            "gender": _coded(customers["gender"], GENDERS),
            "income": customers["income"],
            "city": [
                CITIES[COUNTRIES[land]][town]
                for land, town in zip(
                    customers["country"], customers["city"], strict=True
                )
            ],
            "country": _coded(customers["country"], COUNTRIES),
        }
    )
    for table, chunk in (("lines", chunk_lines), ("customers", chunk_customers)):
        connection.register("chunk", chunk)
        exists = connection.execute(
            "select count(*) from duckdb_tables() where table_name = ?", [table]
        ).fetchone()[0]
        verb = f"insert into {table}" if exists else f"create table {table} as"
        connection.execute(f"{verb} select * from chunk")
        connection.unregister("chunk")


def write_parquet(
    *, connection: duckdb.DuckDBPyConnection, shop: Shop, output: Path, width: int
) -> None:
    """Write the scratch tables as the public, typed Parquet files."""
    connection.register("products", product_text(shop=shop))
    customer_id = f"'C' || lpad(customer::varchar, {width}, '0')"
    queries = {
        "transactions": f"""
            select
                case kind when {RETURN} then 'R' when {CANCELLATION} then 'C' else ''
                    end || number::varchar as order_id,
                {customer_id} as customer_id,
                product_id::varchar as product_id,
                product_name::varchar as product_name,
                category::varchar as category,
                ordered_at::timestamp as ordered_at,
                quantity,
                (price * 0.01)::decimal(18, 4) as unit_price,
                (discount * 0.01)::decimal(18, 4) as discount_amount,
                channel::varchar as channel,
                country::varchar as country
            from lines
            order by lines.ordered_at, number, kind, lines.product_id
        """,
        "customers": f"""
            select
                {customer_id} as customer_id,
                'shopper-' || lpad(customer::varchar, {width}, '0')
                    || '@example.invalid' as email,
                case when not isnan(age) then age::integer end as age,
                gender::varchar as gender,
                case when not isnan(income) then income::decimal(18, 4) end as income,
                city,
                country::varchar as country
            from customers
            order by customer
        """,
        "products": """
            select * replace (unit_cost::decimal(18, 4) as unit_cost) from products
        """,
        "personas": f"""
            select {customer_id} as customer_id, persona
            from customers
            where not prospect
            order by customer
        """,
    }
    for name, query in queries.items():
        path = str(output / f"{name}.parquet").replace("'", "''")
        connection.execute(
            f"copy ({query}) to '{path}' (format parquet, compression zstd)"
        )


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and write the shop it asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument(
        "--demo", action="store_true", help="rewrite the demo seeds and their truth"
    )
    mode.add_argument("--lines", type=int, help="number of order lines to write")
    parser.add_argument("--output", type=Path, help="folder, for --lines")
    parser.add_argument(
        "--personas",
        type=int,
        default=len(PERSONAS),
        help="1 (no structure) to 6, for --lines",
    )
    parser.add_argument(
        "--spread",
        type=float,
        default=1.0,
        help="how far members stray from their persona; 1.6 overlaps, for --lines",
    )
    parser.add_argument(
        "--latent",
        choices=("normal", "uniform"),
        default="normal",
        help="shape of the behaviour around a persona, for --lines",
    )
    parser.add_argument("--seed", type=int, default=42, help="for --lines")
    options = parser.parse_args(arguments)
    if options.demo:
        write_demo(
            seeds=REPOSITORY / "seeds" / "demo", truth=REPOSITORY / "tests" / "truth"
        )
        return
    if options.output is None:
        parser.error("--lines needs --output, the folder to write to")
    try:
        write_scaled(
            output=options.output,
            line_count=options.lines,
            personas=options.personas,
            seed=options.seed,
            spread=options.spread,
            latent_shape=options.latent,
        )
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
