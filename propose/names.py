"""What a column's name suggests, in English, German, French, Spanish, Italian and more.

Names are the second evidence, after values: they choose between columns whose values
would do for the same role.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Exact names of a role, words without blanks; the first of two that fit has the better claim.
WORDS = {
    "order_id": """order id|order number|order no|order nr|order|invoice|invoice id|invoice no|invoice number|
        transaction id|transaction|transaction no|basket id|basket|receipt|receipt no|receipt number|ticket|
        ticket number|sales order|increment id|order ref|order reference|sale id|purchase id|bill no|orderkey|
        bestellnummer|bestellnr|bestell nr|bestellung|bestell id|auftrag|auftragsnummer|auftragsnr|rechnung|
        rechnungsnummer|rechnungsnr|belegnummer|beleg|bon|bonnummer|vorgang|vorgangsnummer|
        commande|numero commande|no commande|numero de commande|id commande|n commande|facture|numero facture|ref commande|
        pedido|numero pedido|numero de pedido|id pedido|n pedido|no pedido|factura|numero factura|orden|
        ordine|numero ordine|id ordine|n ordine|nr ordine|fattura|scontrino|ordine id|
        ordernummer|bestelnummer|encomenda|ordre|ordernr|fact""",
    "order_line_id": """order line id|line id|line no|line number|order item id|item number|row id|line item id|position|
        lineitem id|sales order detail id|order detail id|zeile|zeilennummer|positionsnummer|pos|posnr|ligne|
        numero ligne|id ligne|linea|numero linea|id linea|riga|numero riga|id riga|no ligne""",
    "customer_id": """customer id|customer|customer no|customer number|customer unique id|client id|client|user id|
        user|buyer|buyer id|shopper id|shopper|member id|household key|household id|account|account id|account number|
        cust id|custid|cust no|email|customer email|e mail|loyalty id|card number|party id|consumer id|visitor id|contact id|
        kunde|kundennummer|kundennr|kunden nr|kunden id|kd nr|kdnr|kaufer|kaufer id|kundenkonto|e mail adresse|
        numero client|id client|no client|n client|code client|acheteur|courriel|
        cliente|id cliente|numero cliente|codigo cliente|numero de cliente|n cliente|correo|comprador|
        codice cliente|nr cliente|acquirente|klant|klantnummer|klant id|kund|kundnummer""",
    "phone": "phone|phone number|telephone|mobile|telefon|handy|telefono|tel|mobil",
    "product_id": """product id|product code|product|sku|stock code|stockcode|item id|item code|item|article|article id|
        article number|article no|material|ean|upc|gtin|asin|barcode|variant sku|lineitem sku|part number|plu|item sku|
        artikel|artikelnummer|artikelnr|artikel nr|artikel id|produkt|produkt id|produktnummer|ware|materialnummer|
        artikelcode|reference|ref|ref produit|produit|code produit|id produit|code article|reference produit|reference article|
        producto|id producto|codigo producto|codigo|referencia|articulo|id articulo|codigo articulo|
        prodotto|id prodotto|codice prodotto|codice|articolo|codice articolo|id articolo|produto""",
    "product_name": """product name|product title|item name|item description|description|title|product description|
        lineitem name|article name|product|name|artikelname|artikelbezeichnung|bezeichnung|produktname|
        beschreibung|titel|nom produit|nom du produit|designation|libelle|libelle produit|
        nombre producto|nombre del producto|descripcion|nome prodotto|descrizione|denominazione|nome articolo|articulo nombre""",
    "category": """category|product category|category name|department|product type|product group|product line|type|
        prod category|category code|product subclass|main category|product category name|
        kategorie|warengruppe|produktgruppe|abteilung|sortiment|artikelgruppe|categorie|rayon|famille|gamme|
        categoria|familia|seccion|reparto|gruppo|famiglia|categoria prodotto|sub category|subcategory""",
    "ordered_at": """ordered at|order date|order datetime|order timestamp|order time|invoice date|purchase date|
        purchased at|order purchase timestamp|created at|created|date created|transaction date|transaction dt|transaction time|
        sale date|date of purchase|date of sale|sales date|date|datetime|timestamp|placed at|order placed|t dat|day|paid at|
        order created|created on|completed at|
        bestelldatum|bestellt am|datum|rechnungsdatum|kaufdatum|auftragsdatum|belegdatum|verkaufsdatum|erstellt|erstellt am|
        zeitpunkt|bestellzeit|
        date commande|date de commande|date achat|date d achat|date facture|cree le|date vente|
        fecha|fecha pedido|fecha de pedido|fecha compra|fecha de compra|fecha factura|fecha venta|creado|
        data|data ordine|data acquisto|data fattura|data vendita|creato il|data d ordine|orderdatum|besteldatum""",
    "quantity": """quantity|qty|units|pieces|pcs|count|number of items|qty ordered|order quantity|order qty|quantity ordered|
        lineitem quantity|number of cds|units sold|item count|volume|amount|no of units|
        menge|anzahl|stuck|stuckzahl|stueck|stueckzahl|bestellmenge|
        quantite|qte|nombre|nb|unites|cantidad|cant|unidades|numero de unidades|
        quantita|qta|pezzi|numero pezzi|aantal|antal|quantidade""",
    "unit_price": """unit price|price|price per unit|price each|item price|list price|lineitem price|unit cost price|unit amount|
        selling price|retail price|sale price|price unit|unitprice|price usd|price eur|rate|
        einzelpreis|stuckpreis|stueckpreis|preis|preis pro stuck|preis je stuck|verkaufspreis|vk preis|vk|nettopreis|bruttopreis|
        prix|prix unitaire|pu|prix vente|prix de vente|
        precio|precio unitario|precio unidad|pvp|prezzo|prezzo unitario|prezzo di vendita|prijs|pris|preco""",
    "line_amount": """line amount|line total|total|amount|total amount|sales|sales amount|total price|total sales|revenue|
        sales value|net amount|gross amount|subtotal|sub total|grand total|extended price|total value|order total|order value|value|
        line item total|purchase amount|amount paid|dollar value|spend|turnover|net sales|total paid|total purchase|sale amount|
        gesamt|gesamtpreis|summe|betrag|umsatz|gesamtbetrag|zeilensumme|positionsbetrag|zeilenbetrag|positionssumme|wert|
        montant|montant total|total ligne|ca|chiffre affaires|valeur|montant ligne|total ttc|montant ttc|
        importe|importe total|total linea|monto|ventas|valor|importe linea|total pedido|
        importo|importo totale|totale|totale riga|valore|fatturato|importo riga|totale ordine|bedrag|totaal""",
    "discount_amount": """discount|discount amount|lineitem discount|rebate|line discount|promo discount|discount pct|discount percent|
        discount percentage|discount rate|discount applied|coupon discount|retail disc|coupon disc|voucher|item discount|discount value|
        rabatt|nachlass|rabattbetrag|rabatt prozent|rabattsatz|gutschein|skonto|
        remise|rabais|reduction|remise pct|montant remise|taux remise|remise pourcentage|
        descuento|rebaja|descuento pct|importe descuento|descuento porcentaje|
        sconto|riduzione|sconto pct|importo sconto|sconto percentuale|ribasso|korting|desconto""",
    "cost": """cost|cost price|line cost|cogs|cost of goods|total cost|product cost|asset|cost amount|einstandspreis|kosten|einkaufspreis|ek|
        cout|prix achat|prix de revient|coste|costo|costo riga""",
    "unit_cost": """unit cost|cost|cost price|cost per unit|purchase price|einkaufspreis|ek preis|ek|einstandspreis|
        prix achat|cout unitaire|cout|coste unitario|coste|precio compra|costo unitario|costo|prezzo acquisto""",
    "currency": "currency|currency code|wahrung|waehrung|devise|monnaie|moneda|divisa|valuta|moeda",
    "country": """country|country code|ship country|billing country|shipping country|ship country code|customer country|land|
        lieferland|rechnungsland|pays|pais|paese|nazione""",
    "channel": """channel|sales channel|source|platform|sales channel id|order source|source name|purchase channel|device|vertriebskanal|kanal|canal|
        canal de vente|canal venta|canale|canale vendita|kanaal""",
    "store_id": """store id|store|shop|branch|outlet|location|store number|store no|store code|filiale|filial nr|markt|laden|
        magasin|boutique|tienda|sucursal|negozio|punto vendita|winkel""",
    "status": """status|order status|financial status|state|fulfillment status|order state|payment status|line status|item status|
        bestellstatus|auftragsstatus|zustand|statut|etat|statut commande|estado|estado pedido|estado del pedido|situacion|
        stato|stato ordine|orderstatus|situacao""",
    "cancelled_at": """cancelled at|canceled at|cancelled|cancel date|cancellation date|storniert am|stornodatum|storno|annule le|
        date annulation|cancelado el|fecha cancelacion|annullato il|data annullamento|voided at""",
    "shipping": """shipping|shipping amount|shipping cost|freight|freight value|shipping fee|delivery fee|postage|shipping price|
        delivery charge|delivery|delivery cost|
        versand|versandkosten|porto|lieferkosten|frais de port|frais livraison|livraison|port|
        gastos envio|gastos de envio|envio|spedizione|spese spedizione|spese di spedizione|verzendkosten|frete""",
    "tax": """tax|tax amount|taxes|vat|vat amount|sales tax|gst|mwst|ust|steuer|mehrwertsteuer|tva|taxe|iva|impuesto|imposta|btw""",
    "refunded": """refunded|refunded amount|refund|refund amount|amount refunded|total refunded|erstattet|erstattung|
        erstattungsbetrag|ruckerstattung|rembourse|remboursement|montant rembourse|reembolso|reembolsado|importe reembolsado|
        rimborso|rimborsato|importo rimborsato""",
    "age": "age|customer age|alter|edad|eta",
    "age_text": "age group|age band|age desc|age range|altersgruppe|tranche age|grupo edad|fascia eta",
    "birth_date": """birth date|birthdate|date of birth|dob|birthday|geburtsdatum|geburtstag|geboren|date naissance|
        date de naissance|fecha nacimiento|fecha de nacimiento|data nascita|data di nascita""",
    "gender": "gender|sex|geschlecht|anrede|sexe|genre|civilite|sexo|genero|sesso|genere",
    "income": """income|annual income|annual income k|household income|salary|yearly income|income desc|einkommen|gehalt|revenu|ingresos|
        renta|reddito""",
    "city": "city|town|customer city|ship city|stadt|ort|wohnort|ville|ciudad|poblacion|citta|comune|plaats",
    "region": """region|state|province|customer state|county|ship state|bundesland|kanton|departement|provincia|comunidad|
        regione|estado""",
    "stock_unit_count": "stock|stock unit count|in stock|stock quantity|inventory|units in stock|bestand|lagerbestand|existencias|giacenza",
    "campaign_id": "campaign id|campaign|campaign name|kampagne|campagne|campana|campagna",
    "contacted_at": "contacted at|sent at|contact date|sent|send date|gesendet am|kontaktdatum|envoye le|enviado|inviato il",
    "contact_group": "contact group|group|test group|campaign group|variant|gruppe|groupe|grupo|gruppo|arm",
    "responded_at": "responded at|response date|responded|converted at|reagiert am|reponse le|respondido|risposto il",
    "payment_amount": "payment value|payment amount|amount|paid|payment|zahlung|zahlbetrag|montant paye|paiement|pago|importe|pagamento|importo|betrag|montant",
    "payment_type": "payment type|payment method|method|zahlungsart|mode paiement|forma de pago|metodo pago|metodo pagamento|zahlart",
    "days_since_last_order": "days since last order|recency|days since last purchase|last days|tage seit letztem kauf",
    "order_count": "order count|orders|number of orders|frequency|purchase frequency|total orders|purchases|transactions|anzahl bestellungen|commandes|pedidos|ordini",
    "sales_amount": "sales amount|monetary|total spend|total spent|money|purchase amount|spend|spending|revenue|lifetime value|total revenue|amount spent|umsatz|gesamtumsatz|monetary value",
    "tenure_days": "tenure days|tenure|days as customer|customer since days",
    "average_order_value": "average order value|aov|avg order value|mean order value",
    "average_unit_price": "average unit price|avg unit price|avg unit cost|avgunitcost|average price",
}

# Words that say a column is not the plain thing its other words name.
SPOILING = {
    "ordered_at": "ship|shipped|shipping|delivery|delivered|due|required|birth|update|updated|modified|cancel|cancelled|refund|estimated|approved|"
    "limit|expiry|versand|liefer|geburt|livraison|naissance|envio|nacimiento|nascita|consegna|spedizione|geandert|carrier|join|signup",
    "customer_id": "name|since|type|segment|city|state|country|zip|age|gender|rating|service|status",
    "order_id": "date|status|priority|time|total|amount|type|value|count|quantity|line|item|detail",
    "quantity": "price|stock|preis|value|line|total|discount|paid|net|gross|order|tax|refunded|sales|spent|purchase",
    "unit_price": "total|sum|cost|tax",
    "line_amount": "discount|tax|shipping|ship|freight|quantity|cost|count|income|unit|price per|paid at",
    "product_id": "name|category|type|title|description|length|weight|photos",
    "status": "marital|state code|customer|shipping address|employment",
}


def normalised(name: str) -> str:
    """Lower-case ASCII words of a name: 'OrderDate (UTC)' is 'order date utc'."""
    text = re.sub(r"([a-zà-ÿ0-9])([A-Z])", r"\1 \2", name.strip())
    text = text.replace("ß", "ss").replace("№", " no ").replace("%", " pct ").replace("°", "")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall("[a-z0-9]+", text.lower()))


@cache
def _phrases() -> dict[str, list[str]]:
    return {
        role: [" ".join(phrase.split()) for phrase in text.split("|")]
        for role, text in WORDS.items()
    }


@cache
def suggestions(name: str) -> dict[str, float]:
    """How well a name suggests each role, 0 to 1."""
    words = normalised(name)
    bare = words.replace(" ", "")
    scores: dict[str, float] = {}
    for role, phrases in _phrases().items():
        best = 0.0
        for place, phrase in enumerate(phrases):
            if bare == phrase.replace(" ", ""):
                best = max(best, 1 - min(place, 30) / 200)
            elif f" {phrase} " in f" {words} ":
                share = len(phrase) / len(words)
                best = max(best, 0.45 + 0.35 * share - min(place, 30) / 400)
            elif len(phrase) > 5 and phrase.replace(" ", "") in bare:
                best = max(best, 0.4 * len(phrase) / len(bare))
        spoiled = set(SPOILING.get(role, "").split("|")) & set(words.split())
        if spoiled and best < 0.9:
            best *= 0.3
        if best >= 0.2:
            scores[role] = round(best, 3)
    return scores


def says(name: str, *words: str) -> bool:
    """Whether a name has one of the words, or holds a long one."""
    found = normalised(name)
    return any(
        f" {word} " in f" {found} " or (len(word) > 4 and word in found.replace(" ", ""))
        for word in words
    )


CENTS = ("cents", "cent", "minor", "pence", "centimes", "centimos", "centesimi", "ct", "cts")
PER_CENT = ("pct", "percent", "percentage", "prozent", "pourcentage", "porcentaje", "percentuale", "taux")
SHARE = ("share", "rate", "fraction", "ratio", "anteil", "satz")
