import type { HelpWords } from "./shape.ts";

export const ES: HelpWords = {
  title: "Ayuda",
  lead: "Qué hace LEXIA, qué significa lo que muestra y hasta dónde puede confiar en ello.",
  search: "Buscar en la ayuda",
  searchButton: "Buscar",
  contents: "Temas",
  none: "Nada en la ayuda dice eso.",
  all: "Ver todos los temas",
  sections: [
    {
      id: "start",
      title: "Cómo funciona LEXIA",
      blocks: [
        {
          p: "Una solicitud es un encargo permanente: seguir un radicado, o buscar los procesos de una persona o empresa por su nombre. LEXIA consulta el portal de la Rama Judicial, una vez o con la frecuencia que usted elija, y guarda cada actuación.",
        },
        {
          p: "La primera consulta de un proceso es su línea base: lo que ya estaba en el expediente se guarda y no se anuncia. Todo lo que aparece después es una novedad.",
        },
        {
          list: [
            "Diaria, solo novedades: la recomendada. Revisa todos los días hábiles y avisa solo cuando algo cambia.",
            "Diaria, semanal o mensual: además puede avisar de cada revisión, también cuando no hay nada nuevo.",
            "Una sola vez: consulta y termina.",
          ],
        },
      ],
    },
    {
      id: "radicado",
      title: "El radicado y sus partes",
      blocks: [
        {
          p: "El radicado es el número único de 23 dígitos de un proceso (Acuerdo 201 de 1997). Puede escribirlo con espacios, puntos o guiones: LEXIA cuenta solo los dígitos y revisa que el año sea posible.",
        },
        { show: "radicado" },
        {
          p: "Un mismo radicado puede tener varios procesos en el portal, por ejemplo la primera instancia y el recurso. LEXIA los sigue todos. Un código que no está en las tablas produce una advertencia y nunca un rechazo: las tablas públicas están incompletas.",
        },
      ],
    },
    {
      id: "verdicts",
      title: "Qué significa cada resultado y en cuál confiar",
      blocks: [
        {
          p: "Cada consulta termina con un resultado y deja una prueba: la fuente, la hora, la duración y la huella SHA-256 de lo que respondió el portal. «Sin novedades» se dice solamente cuando el portal respondió de forma verificable.",
        },
        {
          facts: [
            [
              "Verificado: proceso encontrado",
              "El portal mostró el proceso y LEXIA lo leyó completo. Puede confiar en él.",
            ],
            [
              "Verificado, sin novedades",
              "El portal respondió bien y nada cambió desde la revisión anterior. Puede confiar en él.",
            ],
            [
              "Verificado: el portal no tiene procesos",
              "El portal respondió bien y no conoce ese radicado. Puede pasar antes del reparto; LEXIA sigue revisando.",
            ],
            [
              "Verificado: proceso reservado",
              "El proceso existe, pero el despacho lo marcó como privado y el portal no muestra su contenido. Debe consultarlo en el despacho.",
            ],
            [
              "No se pudo verificar",
              "El portal bloqueó la consulta, respondió vacío o de forma dudosa. No significa que no haya novedades: LEXIA insiste después de 1, 5, 15, 60 y 180 minutos.",
            ],
            [
              "Error",
              "No hubo respuesta utilizable. Tampoco significa que no haya novedades; se avisa y se vuelve a intentar.",
            ],
            [
              "Retenida por cupo",
              "Se acabaron las consultas del mes. La solicitud no se pierde: sigue cuando cambia el mes o se amplía el plan.",
            ],
          ],
        },
        {
          p: "Las fallas del portal no gastan su cupo. LEXIA ayuda a vigilar; no reemplaza la revisión del expediente cuando un término está corriendo.",
        },
      ],
    },
    {
      id: "novedades",
      title: "Novedades: leer, acusar recibo y asignar",
      blocks: [
        {
          p: "Una novedad es una actuación que no se había visto, una que se modificó o se retiró, o un cambio del proceso: de despacho, de ponente, de público a privado. Un auto y la fijación en estado que lo notifica se cuentan como una sola.",
        },
        {
          facts: [
            ["Leída", "Es suya: dice que usted la vio. Otra persona la sigue viendo sin leer."],
            [
              "Recibo acusado",
              "Es de la organización: dice quién se dio por enterado, y cuándo. Queda la primera persona que lo hizo.",
            ],
            ["Responsable", "A quién se le asignó. Esa persona recibe también los avisos del proceso."],
            [
              "Registro tardío",
              "Cuando se encontró, el expediente ya tenía actuaciones posteriores: revise la fecha de registro.",
            ],
          ],
        },
      ],
    },
    {
      id: "severity",
      title: "La importancia de una novedad",
      blocks: [
        {
          p: "La importancia sale de reglas que se leen en orden: decide la primera que se cumple. Alta es lo que decide el proceso, fija una fecha o abre un término en el que alguien debe actuar (Código General del Proceso, artículos 90, 110, 117 y 372); baja es lo que mueve papeles.",
        },
        { show: "rules" },
        {
          p: "Quien administra la organización puede escribir sus propias reglas por la API. Lo que ya se encontró conserva su importancia.",
        },
      ],
    },
    {
      id: "terms",
      title: "Términos y calendario judicial",
      blocks: [
        {
          p: "Las fechas «inicia término» y «finaliza término» son las que publica el despacho; LEXIA no las cambia. El cálculo de términos de LEXIA es orientativo: una persona debe confirmarlo.",
        },
        {
          list: [
            "El término en días empieza a correr el día siguiente al de la notificación, y solo cuentan los días hábiles judiciales (Código General del Proceso, artículo 118).",
            "No son hábiles los fines de semana ni los festivos (Ley 51 de 1983).",
            "La vacancia judicial, del 20 de diciembre al 10 de enero, y la Semana Santa detienen los términos en los despachos de vacación colectiva (Ley 270 de 1996, artículo 146).",
            "El 17 de diciembre, Día de la Rama Judicial, tampoco corren (Decreto 2766 de 1980).",
            "Tutela, habeas corpus y control de garantías no paran: para ellos solo cuentan fines de semana y festivos.",
            "Paros y cierres de un despacho se agregan como cierres de la organización, y los términos los saltan.",
          ],
        },
        { show: "calendar" },
      ],
    },
    {
      id: "notices",
      title: "Avisos y resúmenes",
      blocks: [
        {
          p: "LEXIA avisa por correo, en la campana de esta página, por webhook y, donde está disponible, por mensaje de texto. Usted elige qué se avisa de inmediato, qué va en el resumen diario o semanal y en qué horas no quiere correos.",
        },
        {
          list: [
            "Lo que elija en una solicitud vale más que sus preferencias generales.",
            "Lo que llega en horas de silencio se envía cuando terminan.",
            "El resumen diario llega los días hábiles, con la agenda del día siguiente; el semanal, el primer día hábil de la semana.",
            "Los correos sobre la seguridad de su cuenta se envían siempre.",
          ],
        },
        { links: [["/notifications", "Elegir sus avisos"], ["/feed", "Ver los avisos recibidos"]] },
      ],
    },
    {
      id: "bulk",
      title: "Cargas masivas",
      blocks: [
        {
          p: "Con un archivo de Excel (xlsx), CSV o PDF se siguen cientos de radicados de una vez. Cada fila válida se vuelve una solicitud.",
        },
        {
          facts: [
            [
              "Radicado",
              "Obligatorio. En Excel, con formato de texto: como número, Excel pierde los últimos dígitos y LEXIA rechaza la fila.",
            ],
            ["Alias", "Opcional: el nombre con el que usted conoce el caso."],
            ["Notas", "Opcional."],
            ["Frecuencia", "Opcional: la fila la elige para sí."],
          ],
        },
        {
          p: "Si LEXIA no reconoce las columnas, le pregunta cuál es cuál. Las filas repetidas y las inválidas no detienen a las demás: puede bajar el archivo de errores, corregirlo y cargarlo de nuevo. De un PDF se toman los radicados que aparezcan en el texto.",
        },
      ],
    },
    {
      id: "roles",
      title: "Roles y permisos",
      blocks: [
        {
          p: "Cada persona tiene un rol; quien administra puede agregarle o quitarle permisos. Nadie puede dar más de lo que tiene.",
        },
        { show: "roles" },
      ],
    },
    { id: "keys", title: "Atajos de teclado", blocks: [{ show: "keys" }] },
    {
      id: "api",
      title: "API y documentación",
      blocks: [
        {
          p: "Todo lo que hacen estas páginas se puede hacer desde un programa, con una clave de API y los mismos permisos. Los webhooks van firmados.",
        },
        {
          links: [
            ["/api/docs", "Referencia de la API"],
            ["/api/openapi.json", "Descripción OpenAPI 3.1"],
            ["/legal", "Términos y datos personales"],
          ],
        },
      ],
    },
    {
      id: "people",
      title: "A quién preguntar",
      blocks: [
        {
          list: [
            "Por su cuenta, su rol, los cupos o el inicio de sesión: a quien administra su organización.",
            "Por el contenido de una actuación: al despacho. LEXIA muestra lo que el portal publica y guarda la prueba.",
            "Por un error de LEXIA: a quien opera la plataforma, con el número de solicitud que muestra la página de error.",
          ],
        },
      ],
    },
  ],
  parts: [
    ["11", "Departamento", "Bogotá"],
    ["001", "Municipio", "Bogotá, según el DANE"],
    ["40", "Entidad", "Juzgado municipal"],
    ["03", "Especialidad", "Civil"],
    ["082", "Despacho", "El número del despacho"],
    ["2017", "Año", "En que se radicó"],
    ["99999", "Consecutivo", "Del despacho en ese año"],
    ["00", "Recurso", "00: primera instancia"],
  ],
  rules: {
    severity: "Importancia",
    when: "Cuándo",
    names: { high: "Alta", normal: "Normal", low: "Baja" },
    acts: (names) => `la actuación empieza por: ${names}`,
    words: (names) => `el texto dice: ${names}`,
    kinds: (names) => `pasó esto: ${names}`,
    term: "tiene término",
    otherwise: "todo lo demás",
    own: "Estas son las reglas de su organización:",
    builtIn: "Su organización usa las reglas de LEXIA:",
  },
  calendar: { days: "Días sin términos", why: "Motivo", source: "Fuente" },
  roles: {
    permission: "Permiso",
    permissions: {
      create_users: "Invitar personas",
      read_users: "Ver el equipo",
      update_users: "Cambiar roles y permisos",
      delete_users: "Retirar personas",
      create_solicitudes: "Crear solicitudes",
      read_own_solicitudes: "Ver las propias",
      read_all_solicitudes: "Ver todas las de la organización",
      update_solicitudes: "Cambiar, pausar y verificar",
      delete_solicitudes: "Eliminar solicitudes",
      update_org_settings: "Configurar la organización",
      view_org_analytics: "Ver la analítica",
      manage_billing: "Manejar el plan",
      bulk_operations: "Cargas masivas",
      api_access: "Claves de API",
      webhook_management: "Webhooks",
    },
    yes: "Sí",
    no: "No",
  },
  everywhere: "En cualquier página",
  inbox: "En las novedades",
};
