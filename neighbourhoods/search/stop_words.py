"""Words that say nothing by themselves: a query is not about them, unless there is nothing else in it."""

STOP_WORDS = {
    "fi": """
        ja tai sekä eli mutta vaan että jotta koska kun jos niin kuin myös vielä jo nyt sitten ei en et emme ette eivät ole olla
        on oli olen olet olemme olette ovat olivat ollut se ne tämä nämä tuo nuo sen sitä siinä siitä siihen sillä niiden niitä
        niissä tämän tätä tässä tästä joka jotka jonka jota jossa josta johon mikä mitä missä mistä mihin milloin miten kuka ketä
        kenen minä sinä hän me te he minun sinun hänen meidän teidän heidän minulla sinulla kanssa ilman kohti aina vain ihan
        kyllä
    """,
    "sv": """
        och eller men att som om när då så inte är var varit vara blir har hade ha kan ska skulle det den de en ett i på av till
        från för med utan vid hos under över efter jag du han hon vi ni dem oss er mig dig sig min din sin vår ert denna detta
        dessa här där vad vem vilken vilket vilka hur också bara än nu
    """,
    "en": """
        a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its me my
        no not of off on or our out she so than that the their them then there these they this those to too up us was we were what
        when where which who why will with would you your
    """,
    "ar": """
        و أو ثم في من إلى على عن مع بين حتى منذ هذا هذه ذلك تلك هؤلاء الذي التي الذين ما ماذا هو هي هم هن أنا أنت نحن أنتم كان
        كانت يكون تكون لا لم لن ليس ليست قد كل بعض غير أن إن إذا كما أين متى كيف لماذا هل عند هنا هناك
    """,
    "so": """
        iyo ama mise laakiin waa waxa waxaa wuxuu waxay in inuu inay ka ku u la si soo oo ee ayaa ayuu ayay baa buu bay ma aan
        waan aniga adiga isaga iyada annaga innaga idinka iyaga kan tan kuwa kaas taas halkan halkaas goorma xaggee sidee maxay
        yaa kale dhan kasta uu ay iska
    """,
    "uk": """
        і й та або але що щоб як якщо коли де куди звідки чому хто це цей ця ці той ті того тому він вона воно вони ми ви я ти
        його її їх нас вас мене тебе мій твій наш ваш свій у в на з із зі до від для про при за під над між через без по не ні так
        ще вже тільки також є був була було були буде будуть
    """,
}
