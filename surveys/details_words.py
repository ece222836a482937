"""Words that are nobody's name: everyday words, and the words of services."""

EVERYDAY = frozenset(
    """
    a about above after again against ago all almost alone along already also although
    always am amazing an and angry another any anyone anything anyway are around as ask
    asked asking at available away awesome awful back bad be because been before began
    behind being best better between big bit both brill brilliant bring brought busy but
    by call called calls came can cannot can't care caring cause caused change changed
    cheers child children clear close come comes coming could couldn't cos crap cut dad
    day days deal definitely did didn't different difficult do does doesn't doing done
    don't down due during each early easier easy eight either else end enough especially
    etc even ever every everyone everything excellent explained fab fabulous family
    fantastic far feel feeling feels felt few finally fine first five for four friend
    friendly friends from full fun further gave get gets getting girl give given gives
    giving glad go god goes going gone gonna good got great guys had hadn't half happy
    hard has hasn't hate hated have haven't having he he's heard hear help helped helpful
    helping helps her here hers herself hi him himself his home honest honestly hope
    hopefully house how however i i'd i'll i'm i've if ill im in instead into is isn't it
    it's its itself ive just keep kept kid kids kind knew know knowing known knows lack
    last late lately later least leave left less let life like liked likes listen
    listened listening little lived lives living local long look looked looking lost lot
    lots love loved lovely loves mad made make makes making man many massive massively
    maybe me mean means meant meet meeting met middle might mine miss missed mom month
    months more most mostly much mum must my myself near need needed needs negative never
    new next nice nine no nobody none nor not nothing now of off often ok okay old on
    once one ones only open or other others our ours out outside over own part people
    perfect person place please plus point poor positive practical probably problem
    proper properly put quick quickly quiet quite ran rang rather ready real really
    reason reliable respectful ring rubbish rude said same sat saw say saying says scared
    school second see seeing seem seemed seems seen sent set several shame she she's
    should shouldn't show showed shows sick side since sit six small so some somebody
    someone something sometimes soon sorry sort spoke staff start started starting stay
    stayed still stop stopped straight stress stressed struggle struggled struggling such
    super support supported supporting supportive supports sure take taken takes taking
    talk talked talking team tell telling ten terrible than thank thanks that that's the
    their them themselves then there there's these they they're thing things think this
    those though thought three through time times tired to today together told tomorrow
    too took top tried tries trust trusted try trying turn turned twice two under
    understand understanding understands understood unfortunately until up upset us use
    used useful usual usually very visit visited visits wait waited waiting want wanted
    wants warm was wasn't way we week weeks welcoming well went were weren't what what's
    when where which while who who's whole whoever why will with within without
    woman won't wonderful wont work worked worker workers working works world worried
    worry worse worst worth would wouldn't wrong year years yes yesterday yet you you're
    young your yours
    """.split()
)
SERVICE_WORDS = frozenset(
    """
    camhs senco send ehcp ehc gp nhs dla pip esa uc cab gcse sats adhd asd asc odd ocd
    ptsd iapt fft tac taf cin cp lac sgo mash ehm fis tap tess nspcc barnardos homestart
    surestart childline samaritans gingerbread relate mind turning point steps triple p
    incredible years cygnet jobcentre dwp council housing police health visiting nurse
    teacher school nursery college early help family hub children centre food bank
    universal credit headteacher tutor january february march april may june july august
    september october november december monday tuesday wednesday thursday friday saturday
    sunday christmas easter ramadan eid diwali english british asian polish somali
    romanian indian pakistani bengali gujarati punjabi urdu arabic muslim christian sikh
    hindu leicester leicestershire blaby charnwood harborough hinckley bosworth melton
    oadby wigston coalville loughborough england uk
    """.split()
)
